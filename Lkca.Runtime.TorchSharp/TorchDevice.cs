using System;
using System.IO;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Lkca.Runtime.Torch;

/// <summary>Opens a device by name and says in one line what is missing where that fails.</summary>
internal static class TorchDevice
{
    private const string Packages = "TorchSharp-cpu, or TorchSharp-cuda-linux (TorchSharp-cuda-windows) for a GPU";

    /// <summary>"cpu", "cuda" or "cuda:n".</summary>
    /// <exception cref="ArgumentException">The name is none of these.</exception>
    /// <exception cref="DeviceException">libtorch, the driver or the GPU is not there.</exception>
    public static torch.Device Open(string model, SessionOptions options)
    {
        var (isCuda, index) = Parse(model, options.Device);
        Quietly(() => Load(isCuda ? DeviceType.CUDA : DeviceType.CPU), isCuda);
        if (isCuda && index >= torch.cuda.device_count())
        {
            throw new DeviceException($"{model}: there is no device {options.Device}; libtorch sees {torch.cuda.device_count()} CUDA devices.");
        }

        if (options.Compute == ComputePrecision.TensorFloat32 && !isCuda)
        {
            throw new ArgumentException($"{model}: TensorFloat32 needs a CUDA device; the device is '{options.Device}'.");
        }

        return isCuda ? new torch.Device(DeviceType.CUDA, index) : torch.CPU;
    }

    /// <summary>The failure of a native call as one line.</summary>
    public static DeviceException Failure(string model, string device, int images, Exception inner)
    {
        var line = inner.Message.Split('\n')[0].Trim();
        return inner.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase) || inner.Message.Contains("can't allocate memory", StringComparison.Ordinal)
            ? new DeviceException($"{model}: device {device} is out of memory with {images} images; a smaller batch, or Training = false for inference, needs less. ({line})", inner)
            : new DeviceException($"{model}: libtorch failed on device {device}: {line}", inner);
    }

    private static (bool IsCuda, int Index) Parse(string model, string device)
    {
        var index = 0;
        return device is "cpu" or "" ? (false, 0)
            : device == "cuda" || (device.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(device.AsSpan(5), System.Globalization.NumberStyles.None, null, out index)) ? (true, index)
            : throw new ArgumentException($"{model} is compiled for the TorchSharp backend; its devices are 'cpu', 'cuda' and 'cuda:N', not '{device}'.");
    }

    /// <summary>Loads libtorch and calls it once: a library of another version loads, and lacks what is called.</summary>
    private static void Load(DeviceType type)
    {
        torch.InitializeDeviceType(type);
        _ = torch.get_num_threads();
    }

    /// <summary>TorchSharp writes what it tried to standard output, where results go: that is kept from there, and the error says what to do.</summary>
    private static void Quietly(Action open, bool isCuda)
    {
        var output = Console.Out;
        try
        {
            Console.SetOut(TextWriter.Null);
            open();
        }
        catch (Exception e) when (e is NotSupportedException or DllNotFoundException or TypeInitializationException or FileNotFoundException or BadImageFormatException
            or EntryPointNotFoundException or InvalidOperationException or ExternalException)
        {
            var version = typeof(torch).Assembly.GetName().Version?.ToString(3);
            throw isCuda
                ? new DeviceException($"No CUDA device can be opened: it needs an NVIDIA driver (nvidia-smi lists the GPUs) and the package TorchSharp-cuda-linux (TorchSharp-cuda-windows) {version}. '--device cpu' runs without.", e)
                : new DeviceException($"libtorch cannot be loaded: reference the package {Packages}, in version {version}, the one of TorchSharp itself.", e);
        }
        finally
        {
            Console.SetOut(output);
        }
    }
}
