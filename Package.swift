// swift-tools-version: 6.2
import PackageDescription

// WEIR_STRICT=1 (set by .ci/run) turns every warning of our own code into an error.
let strict = Context.environment["WEIR_STRICT"] == "1"

let swift: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ] + (strict ? [.treatAllWarnings(as: .error)] : [])

// Only then: a package with unsafe flags cannot be depended on.
let cxx: [CXXSetting] = strict ? [.unsafeFlags(["-Wall", "-Wextra", "-Wno-unused-parameter", "-Werror"])] : []
let c: [CSetting] = strict ? [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])] : []
let wide = CSetting.define("NCURSES_WIDECHAR", to: "1")

let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let toml: Target.Dependency = .product(name: "TOMLKit", package: "TOMLKit")
let heap: Target.Dependency = .product(name: "HeapModule", package: "swift-collections")
let ordered: Target.Dependency = .product(name: "OrderedCollections", package: "swift-collections")

let package = Package(
    name: "weir",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "weir", targets: ["weir"]),
        .library(name: "WeirKit", targets: ["WeirKit"]),
        // Arrow Flight, which the program loads when it is asked for: see CFlight.
        .library(name: "WeirFlight", type: .dynamic, targets: ["FlightLibrary"]),
    ],
    dependencies: [
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    ],
    targets: [
        // Apache Arrow C++, found by pkg-config; `make deps` lays it out where the system has none.
        .systemLibrary(
            name: "CArrowLibs", pkgConfig: "arrow-dataset",
            providers: [.apt(["libarrow-dataset-dev"]), .brew(["apache-arrow"])]),
        .target(name: "CArrow", dependencies: ["CArrowLibs"], cxxSettings: cxx),

        // Arrow Flight, in a library of its own that only a run with a server loads: by itself it takes 15 ms and 10 MB.
        .systemLibrary(
            name: "CArrowFlightLibs", pkgConfig: "arrow-flight",
            providers: [.apt(["libarrow-flight-dev"]), .brew(["apache-arrow"])]),
        // Takes CFlight's header by its path: as a module, C++ is refused it.
        .target(
            name: "FlightLibrary", dependencies: ["CArrowFlightLibs"],
            cxxSettings: [.headerSearchPath("../CFlight/include")] + cxx),
        .target(name: "CFlight", cSettings: c),

        // ADBC drivers of databases, which are loaded at run time.
        .target(name: "CADBC", cSettings: c, linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),

        // libyaml, which reads the plans.
        .systemLibrary(
            name: "CYAMLLibs", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),

        // The system calls that Swift's modules of the C library do not show: shared memory, descriptors through sockets, processes.
        .target(name: "CSystem", cSettings: [.define("_GNU_SOURCE", .when(platforms: [.linux]))] + c),

        // Linear algebra by LAPACK: loaded at the first use on Linux, Accelerate on macOS.
        .target(
            name: "CLinearAlgebra", cSettings: c,
            linkerSettings: [
                .linkedLibrary("dl", .when(platforms: [.linux])),
                .linkedFramework("Accelerate", .when(platforms: [.macOS])),
            ]),

        .target(name: "Plan", dependencies: ["CYAMLLibs", ordered], swiftSettings: swift),
        .target(name: "Columnar", dependencies: ["CArrow", "CSystem"], swiftSettings: swift),
        .target(
            name: "ADBC", dependencies: ["CADBC", "CSystem", "Columnar", "Events", "Plan", toml], swiftSettings: swift),
        .target(name: "ChildProcesses", dependencies: ["CSystem"], swiftSettings: swift),
        .target(
            name: "Compute", dependencies: ["ADBC", "ChildProcesses", "CLinearAlgebra", "Columnar", "Plan"],
            swiftSettings: swift),
        // Which rows come from which: recorded by an extender around steps, and walked back.
        .target(name: "Lineage", dependencies: ["Columnar", "Compute", "Plan"], swiftSettings: swift),
        .target(name: "Events", dependencies: ["Plan"], swiftSettings: swift),
        .target(
            name: "Caching", dependencies: ["ChildProcesses", "Columnar", "Compute", "Events", "Plan"],
            swiftSettings: swift),
        // What is known of earlier runs, in a file of SQLite's.
        .target(
            name: "History", dependencies: ["ADBC", "Caching", "Columnar", "Compute", "Events", "Plan"],
            swiftSettings: swift),
        // Which files a plan depends on, which plans are stale, what a saved plan changes. Values, no threads.
        .target(name: "Watching", dependencies: ["Caching", "Columnar", "Plan"], swiftSettings: swift),
        // Tells what changes in folders.
        .target(name: "FileWatching", dependencies: ["ChildProcesses", "Events"], swiftSettings: swift),
        .target(
            name: "Runtime",
            dependencies: [
                "Caching", "Compute", "Columnar", "Plan", "Events", "ChildProcesses", "CSystem", heap,
            ],
            swiftSettings: swift),
        .target(
            name: "Flight", dependencies: ["Runtime", "Compute", "Columnar", "Events", "CFlight"], swiftSettings: swift),
        // A run's events as a trace of OpenTelemetry, to a file or a collector.
        .target(name: "Tracing", dependencies: ["Events", "Plan"], swiftSettings: swift),
        .target(name: "Themes", dependencies: ["Plan", toml], swiftSettings: swift),
        .target(name: "Monitor", dependencies: ["Events", "Plan", "Themes"], swiftSettings: swift),
        // The terminal, by way of ncurses, whose wide API depends on a macro: the C target defines it and hides curses.h.
        .target(
            name: "CNCurses", cSettings: [wide, .define("_GNU_SOURCE", .when(platforms: [.linux]))] + c,
            linkerSettings: [
                .linkedLibrary("ncursesw", .when(platforms: [.linux])),
                .linkedLibrary("ncurses", .when(platforms: [.macOS])),
            ]),
        .target(
            name: "Terminal", dependencies: ["CNCurses", "CSystem", "Monitor", "Plan", "Themes", "Events"],
            swiftSettings: swift),
        .target(
            name: "WeirKit",
            dependencies: [
                "ADBC", "Caching", "Columnar", "Flight", "History", "Runtime", "Compute", "Lineage", "Plan", "Events",
                "Watching",
            ],
            swiftSettings: swift),
        .executableTarget(
            name: "weir",
            dependencies: [
                "WeirKit", "Caching", "CSystem", "History", "Runtime", "Flight", "Compute", "Lineage", "ADBC", "Plan",
                "Events", "Monitor", "Terminal", "Themes", "Tracing", "FileWatching", "Watching", arguments,
            ],
            resources: [.copy("Examples"), .copy("../../themes")], swiftSettings: swift),

        // The benchmarks, `make bench`: no part of the tests.
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "Runtime", "Flight", "Compute", "Columnar", "Events", "Plan", "Monitor", "Terminal", "Themes",
                "PseudoTerminals",
            ],
            path: "Tests/Benchmarks",
            exclude: ["RealJob/Peers", "Flight/Peers", "Workers/Peers", "TPCH/Peers", "TPCH/Plans", "Groups/Peers"],
            swiftSettings: swift),

        // A small program that TerminalTests runs on a terminal of their own.
        .executableTarget(
            name: "TerminalProbe", dependencies: ["Terminal", "Monitor", "Plan", "Themes", "Events"],
            path: "Tests/TerminalProbe", swiftSettings: swift),

        // A program for WeirTests whose steps can be broken in every way, in worker processes of its own.
        .executableTarget(
            name: "WorkerProbe",
            dependencies: ["WeirKit", "Runtime", "Columnar", "Compute", "Plan", "Events", "Sandbox"],
            path: "Tests/WorkerProbe", swiftSettings: swift),

        // Takes from processes what sandboxes take.
        .target(name: "Sandbox", path: "Tests/Support/Sandbox"),

        // The program of WeirKit's tutorial, whose page is held against it.
        .executableTarget(name: "Tutorial", dependencies: ["WeirKit"], path: "Tests/Tutorial", swiftSettings: swift),

        // Runs programs on a terminal of their own and reads their screen.
        .target(
            name: "PseudoTerminals", dependencies: ["CSystem", "Events", "Monitor"],
            path: "Tests/Support/PseudoTerminals",
            swiftSettings: swift),

        // Saves files as editors do, call by call.
        .target(name: "EditorSaves", path: "Tests/Support/EditorSaves", swiftSettings: swift),
        // A collector of traces that listens on a port of this machine.
        .target(name: "TraceCollectors", path: "Tests/Support/TraceCollectors", swiftSettings: swift),

        // Folders of a test's own.
        .target(name: "TestFolders", path: "Tests/Support/TestFolders", swiftSettings: swift),

        // A server of PostgreSQL of a test's own, where the machine has one.
        .target(name: "PostgreSQLServers", path: "Tests/Support/PostgreSQLServers", swiftSettings: swift),

        // Random numbers that are the same in every run of the tests.
        .target(name: "SeededRandomness", path: "Tests/Support/SeededRandomness", swiftSettings: swift),

        .testTarget(name: "PlanTests", dependencies: ["Plan", "SeededRandomness"], swiftSettings: swift),
        .testTarget(name: "ColumnarTests", dependencies: ["Columnar", "CSystem"], swiftSettings: swift),
        .testTarget(name: "ADBCTests", dependencies: ["ADBC", "Columnar", "Plan"], swiftSettings: swift),
        .testTarget(
            name: "ComputeTests",
            dependencies: ["Compute", "ADBC", "CSystem", "Columnar", "Plan", "PostgreSQLServers", "SeededRandomness"],
            exclude: ["Fixtures"], swiftSettings: swift),
        .testTarget(
            name: "CachingTests", dependencies: ["ADBC", "Caching", "Columnar", "Compute", "Plan", "TestFolders"],
            swiftSettings: swift),
        // A small program that records runs until it is killed, for HistoryTests.
        .executableTarget(
            name: "HistoryProbe", dependencies: ["ADBC", "Columnar", "Events", "History"], path: "Tests/HistoryProbe",
            swiftSettings: swift),
        .testTarget(
            name: "HistoryTests",
            dependencies: [
                "ADBC", "Caching", "Columnar", "Compute", "Events", "History", "HistoryProbe", "Plan",
                "SeededRandomness", "TestFolders",
            ], swiftSettings: swift),
        .testTarget(name: "EventsTests", dependencies: ["Events", "Plan"], swiftSettings: swift),
        .testTarget(
            name: "RuntimeTests",
            dependencies: [
                "Runtime", "Compute", "Columnar", "Events", "Plan", "ChildProcesses", "CSystem", "SeededRandomness",
            ], swiftSettings: swift),
        .testTarget(
            name: "FlightTests", dependencies: ["Flight", "Runtime", "Compute", "Columnar", "Events", "Plan"],
            swiftSettings: swift),
        .testTarget(name: "WatchingTests", dependencies: ["Watching", "Plan"], swiftSettings: swift),
        .testTarget(
            name: "FileWatchingTests", dependencies: ["FileWatching", "EditorSaves", "Events"], swiftSettings: swift),
        .testTarget(
            name: "LineageTests", dependencies: ["Lineage", "Columnar", "Compute", "Plan", "TestFolders"],
            swiftSettings: swift),
        .testTarget(
            name: "TracingTests", dependencies: ["Tracing", "Events", "Plan", "TraceCollectors"], swiftSettings: swift),
        .testTarget(name: "ThemesTests", dependencies: ["Themes", "Plan"], swiftSettings: swift),
        .testTarget(
            name: "MonitorTests", dependencies: ["Monitor", "Events", "Plan", "Themes"],
            exclude: ["Golden/Screens"], swiftSettings: swift),
        .testTarget(
            name: "TerminalTests",
            dependencies: [
                "Terminal", "TerminalProbe", "PseudoTerminals", "CNCurses", "Monitor", "Plan", "Themes",
            ],
            swiftSettings: swift),
        .testTarget(name: "WeirKitTests", dependencies: ["WeirKit", "Tutorial", "TestFolders"], swiftSettings: swift),
        .testTarget(
            name: "WeirTests",
            dependencies: [
                "weir", "WeirKit", "WorkerProbe", "Caching", "Runtime", "Flight", "Compute", "Columnar",
                "PseudoTerminals", "PostgreSQLServers", "CSystem", "EditorSaves", "FileWatching", "SeededRandomness",
                "Events", "Plan", "TestFolders", "TraceCollectors",
            ], swiftSettings: swift),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx20
)
