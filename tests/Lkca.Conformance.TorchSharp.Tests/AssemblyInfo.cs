using Xunit;

// Number of threads and precision switches are libtorch's own, once for the process: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
