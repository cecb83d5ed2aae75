import ArgumentParser

/// The command line's root: it only names the commands.
struct Weir: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "weir",
        abstract: "Runs declarative feature plans on one machine.",
        discussion: """
            A plan file says which features you want of which sources. weir finds the steps, runs them, drops data the moment \
            nothing needs it any more, and writes the outputs. 'weir demo' shows it at work.

            Exit status: 0 done, 1 a step or a check failed, 2 wrong usage or plan, 3 memory budget too small, 70 a fault \
            of weir itself, 130 interrupted, 128 + the signal when ended by another.
            """,
        version: Version.text,
        subcommands: [
            RunCommand.self, WatchCommand.self, ReplayCommand.self, HistoryCommand.self, CompareCommand.self,
            CheckCommand.self, PlanCommand.self, LineageCommand.self, GroupsCommand.self, FrameworksCommand.self,
            SchemaCommand.self, ThemesCommand.self, InitCommand.self,
            DemoCommand.self,
        ])
}

enum Version {
    static let text = "0.1.0"
}
