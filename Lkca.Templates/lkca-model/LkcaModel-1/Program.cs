return Lkca.Cli.LkcaApp.Run(args);
