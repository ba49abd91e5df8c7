// dotnet run -c Release --project Desktop/Lwm2m.Benchmarks
//     measures time and allocations on this machine; Desktop/DeviceCost tells what the device pays.

using BenchmarkDotNet.Running;
using Lwm2m.Benchmarks;

BenchmarkSwitcher.FromTypes([typeof(ClientBenchmarks)]).Run(["--filter", "*", .. args]);
