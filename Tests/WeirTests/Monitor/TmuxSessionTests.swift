import Foundation
import PseudoTerminals
import TestFolders
import Testing

/// A session as a person has it, in tmux: keys, the window's size, Ctrl-Z, Ctrl-C and a crash, with what `stty -a` says before and
/// after. Waits for what the screen shows, never for time.
@Suite struct TmuxSessionTests {
    private static var hasTmux: Bool {
        ["/usr/bin/tmux", "/usr/local/bin/tmux", "/opt/homebrew/bin/tmux"].contains {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }

    @Test(.enabled(if: hasTmux, "tmux is not installed"))
    func aSessionInTmuxLeavesTheTerminalAsItWas() async throws {
        let folder = try TestFolder(LongPlan.files)
        try folder.write(Self.script, to: "session.sh")
        let (status, output) = try await PseudoTerminal.onThread { [path = folder.path] in
            let terminal = try PseudoTerminal(width: 80, height: 24)
            try terminal.start("/bin/bash", [path + "/session.sh", WeirTerminal.program, path])
            let status = try terminal.waitForEnd()
            return (status, String(decoding: terminal.bytes, as: UTF8.self))
        }
        #expect(status == 0 && output.hasSuffix("done\r\n"), "\(output)")
    }

    /// `$1`: the program; `$2`: the folder. Says what it waited for in vain.
    private static let script = #"""
        set -u
        weir=$1 folder=$2
        export TMUX= LC_ALL=C.UTF-8
        tmux() { command tmux -L "weir-test-$$" -f /dev/null "$@"; }
        trap 'tmux kill-server 2>/dev/null' EXIT
        screen() { tmux capture-pane -p; }
        # Looks again and again; each look waits for tmux, and 2000 of them are more than a minute.
        await() {
            for _ in $(seq 2000); do screen | grep -q -- "$1" && return; done
            echo "waited in vain for: $1"; screen; exit 1
        }
        type() { tmux send-keys "$@"; }
        # A command in the shell, up to its end.
        say() { type "$1; echo said-$2" Enter; await "^said-$2"; }

        tmux new-session -d -x 80 -y 24 "cd '$folder' && exec env TMUX= PS1='$ ' bash --norc --noprofile -i" || exit 1
        say "ulimit -c 0; stty -a | tail -n +2 > before; clear" one

        type "$weir run long.yaml" Enter
        await ' running '
        type p; await ' paused '
        for pane in Graph Timeline Workers Data Logs Results; do type Tab; done
        type 5; await 'dataset'
        type 1; await ' step '
        tmux resize-window -x 40 -y 10; await 'long .* paused'
        tmux resize-window -x 20 -y 5; await '^ . paused'
        tmux resize-window -x 80 -y 24; await ' 1 Steps '
        type C-z; await 'Stopped'
        say "stty -a | tail -n +2 > stopped; clear" two
        type fg Enter; await ' paused '
        type C-c; await 'long cancelled: '
        say "echo status-\$?; stty -a | tail -n +2 > after" three
        await 'status-130'

        type "clear; (echo \$BASHPID > pid; exec $weir run long.yaml)" Enter
        await ' running '
        kill -SEGV "$(cat "$folder/pid")"
        await 'fatal signal 11 (SIGSEGV)'
        say "stty -a | tail -n +2 > crashed" four
        for state in stopped after crashed; do
            cmp "$folder/before" "$folder/$state" || exit 1
        done
        [ -e "$folder/out" ] && { echo "an output was left"; exit 1; }
        echo done
        """#
}
