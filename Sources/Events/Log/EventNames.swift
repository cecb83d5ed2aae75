extension DataDrop.Reason {
    var jsonName: String {
        switch self {
        case .consumed: "consumed"
        case .unneeded: "unneeded"
        case .runEnded: "run_ended"
        }
    }

    init?(jsonName: String) {
        switch jsonName {
        case "consumed": self = .consumed
        case "unneeded": self = .unneeded
        case "run_ended": self = .runEnded
        default: return nil
        }
    }
}

extension RunEvent.Kind {
    /// As event logs name it.
    package var name: String {
        switch self {
        case .runStarted: "run_started"
        case .runFinished: "run_finished"
        case .runExpected: "run_expected"
        case .runPaused: "run_paused"
        case .runResumed: "run_resumed"
        case .runHeld: "run_held"
        case .breakpointHit: "breakpoint_hit"
        case .stepReady: "step_ready"
        case .stepStarted: "step_started"
        case .stepProgressed: "step_progressed"
        case .stepFinished: "step_finished"
        case .stepFailed: "step_failed"
        case .stepRetried: "step_retried"
        case .stepCancelled: "step_cancelled"
        case .stepSkipped: "step_skipped"
        case .stepCached: "step_cached"
        case .workerStarted: "worker_started"
        case .workerBusy: "worker_busy"
        case .workerIdle: "worker_idle"
        case .workerExited: "worker_exited"
        case .dataStored: "data_stored"
        case .dataShared: "data_shared"
        case .dataDropped: "data_dropped"
        case .dataSpilled: "data_spilled"
        case .resultCollected: "result_collected"
        case .checkPassed: "check_passed"
        case .checkFailed: "check_failed"
        case .artifactSaved: "artifact_saved"
        case .flight(.opened): "flight_opened"
        case .flight(.read): "flight_get"
        case .flight(.held): "flight_held"
        case .flight(.put): "flight_put"
        case .flight(.dropped): "flight_drop"
        case .resourceSample: "resource_sample"
        case .logLine: "log_line"
        case .warning: "warning"
        }
    }
}
