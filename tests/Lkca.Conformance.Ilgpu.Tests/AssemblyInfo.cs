using Xunit;

// The tests see one processor (simulator.runsettings); two classes at a time keep two busy, one of them often in a driver's compiler.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
