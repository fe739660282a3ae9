using System;
using Lkca.Dsl;

Console.WriteLine($"{Mine.DeeperModel.Description.Name}: {Mine.DeeperModel.ParameterCount}; {Zoo.ZooBaseModel.Description.Name}: {Zoo.ZooBaseModel.ParameterCount}");

namespace Mine
{
    [VisionModel, Stage<LkcaMixer, MhsaMixer>(Depth = 4)]
    public abstract record Deeper : Zoo.ZooBase;
}
