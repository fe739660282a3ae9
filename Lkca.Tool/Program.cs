using Lkca.Cli;

return LkcaApp.Run(args);
