using System;
using Lkca.Runtime.Data;
using Lkca.Runtime.Training;
using Xunit;

namespace Lkca.Runtime.Tests.Training;

public class TrainingRecipeTests
{
    [Fact]
    public void A_recipe_survives_json()
    {
        var recipe = new TrainingRecipe { Epochs = 7, LearningRate = 0.1 + 0.2, WarmupEpochs = 1.5, Seed = ulong.MaxValue, Flip = false };
        Assert.Equal(recipe, TrainingRecipe.FromJson(recipe.ToJson(), "here"));
        Assert.Equal(new TrainingRecipe(), TrainingRecipe.FromJson("{}", "here"));
    }

    [Theory]
    [InlineData("{\"epochs\":0}", "epochs is 0; 1 to 1000000")]
    [InlineData("{\"epochs\":2,\"warmupEpochs\":2}", "warmupEpochs is 2; from 0 to below 2")]
    [InlineData("{\"learningRate\":-1}", "learningRate is -1; above 0")]
    [InlineData("{\"dropPath\":1}", "dropPath is 1; from 0 to below 1")]
    [InlineData("{\"epoch\":3}", "expected keys are epochs, batch")]
    [InlineData("{\"epochs\":\"x\"}", "$.epochs cannot be read")]
    [InlineData("null", "the recipe is null")]
    [InlineData("oops", "not a training recipe")]
    public void A_wrong_recipe_is_one_clear_error(string json, string expected)
    {
        var message = Assert.Throws<InvalidInputException>(() => TrainingRecipe.FromJson(json, "here")).Message;
        Assert.StartsWith("here: ", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Differences_are_named() =>
        Assert.Equal(["epochs 3 instead of 20", "warmupEpochs 1 instead of null"], new TrainingRecipe { Epochs = 3,
            WarmupEpochs = 1 }.DifferencesFrom(new TrainingRecipe()));

    [Fact]
    public void The_paper_recipes_say_what_the_paper_says()
    {
        var recipe = TrainingRecipe.Presets["paper-cifar10"];
        Assert.Equal((100, 128, 3, 1e-3, 1e-6, 0.05), (recipe.Epochs, recipe.Batch, recipe.PassesPerEpoch, recipe.LearningRate, recipe.MinLearningRate, recipe.WeightDecay));
        Assert.Equal((0.1, 0.1, 0.25, 0.25, 0.25), (recipe.LabelSmoothing, recipe.DropPath, recipe.CutMixProbability, recipe.MixupProbability, recipe.ErasingProbability));
        Assert.Equal((true, 4, 0.02, 0.4, 0.3), (recipe.Flip, recipe.CropPadding, recipe.ErasingMinArea, recipe.ErasingMaxArea, recipe.ErasingMinAspect));
        var schedule = LearningRateSchedule.Of(recipe, recipe.StepsPerEpoch(50_000));
        Assert.Equal((1e-6, 1e-3), (schedule.At(0), schedule.At(11_710)));
        Assert.All(TrainingRecipe.Presets.Values, r => Assert.Equal(r, TrainingRecipe.FromJson(r.ToJson(), "here")));
    }

    [Fact]
    public void Single_values_can_be_set()
    {
        var recipe = new TrainingRecipe().With("autoAugment", "imageNet").With("mixupProbability", "0.5").With("warmupEpochs", "null").With("flip", "false").With("resize", "stretch");
        Assert.Equal(new TrainingRecipe { AutoAugment = Lkca.Runtime.Training.Augmentations.AutoAugment.ImageNet, MixupProbability = 0.5, Flip = false, Resize = Lkca.Runtime.Data.Images.ResizeRule.Stretch }, recipe);
    }
}
