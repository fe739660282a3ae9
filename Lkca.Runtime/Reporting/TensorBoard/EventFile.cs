using System;
using System.IO;
using System.Linq;
using Lkca.Runtime.Checkpoints;

namespace Lkca.Runtime.Reporting.TensorBoard;

/// <summary>A file of TensorBoard events (tensorflow/core/util/event.proto, summary.proto). A run has one, whatever how often it was resumed.</summary>
public sealed class EventFile
{
    /// <summary>Name of the file in a run's folder; TensorBoard looks for "tfevents" in names.</summary>
    public const string FileName = "events.out.tfevents.0.lkca";

    private readonly string _path;

    private EventFile(string path) => _path = path;

    /// <summary>Opens the file for a run that goes on behind <paramref name="step"/>: what was written of later steps is taken out again, as is a last record that
    /// was cut off. A file that is not there yet begins with its version.</summary>
    public static EventFile Open(string path, long step)
    {
        var kept = step > 0 && File.Exists(path) ? RecordFile.Read(path).Where(e => Message.ReadInteger(e, Field.Step) <= step).ToArray() : [];
        if (kept.Length == 0)
        {
            kept = [new Message().Double(Field.WallTime, Now()).Text(Field.FileVersion, "brain.Event:2").ToArray()];
        }

        AtomicFile.Write(path, stream =>
        {
            foreach (var data in kept)
            {
                stream.Write(RecordFile.Frame(data));
            }
        });
        return new EventFile(path);
    }

    /// <summary>Adds numbers by name. Nothing is held back: what a call returns from is with the operating system.</summary>
    public void Scalars(long step, params ReadOnlySpan<(string Tag, double Value)> values)
    {
        var summary = new Message();
        foreach (var (tag, value) in values)
        {
            summary.Nested(Field.Value, new Message().Text(Field.Tag, tag).Float(Field.SimpleValue, (float)value));
        }

        Append(step, summary);
    }

    /// <summary>Adds a picture.</summary>
    public void Image(long step, string tag, RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        const int Colours = 3;
        var picture = new Message().Integer(Field.ImageHeight, image.Height).Integer(Field.ImageWidth, image.Width)
            .Integer(Field.ImageColorspace, Colours).Bytes(Field.ImageEncoded, PngEncoder.Encode(image));
        Append(step, new Message().Nested(Field.Value, new Message().Text(Field.Tag, tag).Nested(Field.Image, picture)));
    }

    private static double Now() => (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).TotalSeconds;

    private void Append(long step, Message summary)
    {
        using var stream = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read);
        stream.Write(RecordFile.Frame(new Message().Double(Field.WallTime, Now()).Integer(Field.Step, step).Nested(Field.Summary, summary).ToArray()));
    }

    /// <summary>Field numbers of Event, Summary.Value and Summary.Image.</summary>
    private static class Field
    {
        public const int WallTime = 1, Step = 2, FileVersion = 3, Summary = 5;
        public const int Value = 1, Tag = 1, SimpleValue = 2, Image = 4;
        public const int ImageHeight = 1, ImageWidth = 2, ImageColorspace = 3, ImageEncoded = 4;
    }
}
