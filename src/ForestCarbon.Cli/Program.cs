using ForestCarbon.Cli.Commands;
using ForestCarbon.Cli.Frame;

return await CommandLine.RunAsync(RootCommands.Create(), args);
