import ArgumentParser
import Caching
import Monitor
import Plan

/// What a run keeps for the next ones, and takes from earlier ones.
struct CacheArguments: ParsableArguments {
    @Flag(help: "Keep what steps make in .weir/cache beside the plan, and do not run again what has not changed since.")
    var cache = false

    @Flag(
        help:
            "Go on where a run with --cache failed or was stopped: the same as --cache, but says what there is to go on from."
    )
    var resume = false

    @Option(
        help: ArgumentHelp(
            "How large the cache may get; what was not used for longest goes first. Without it, 4GiB.",
            valueName: "size"))
    var cacheSize: ByteCount?

    /// Nil: no cache is used.
    var choice: CacheChoice? {
        guard cache || resume else { return nil }
        return CacheChoice(limit: cacheSize?.bytes ?? CacheStore.defaultLimit, mustResume: resume)
    }

    func validate() throws {
        if cacheSize != nil && !cache && !resume { throw ValidationError("--cache-size goes with --cache.") }
    }
}

/// How a run uses its cache.
struct CacheChoice {
    /// Bytes.
    var limit: Int64
    /// Whether it is worth a warning that there is nothing to go on from.
    var mustResume: Bool
}
