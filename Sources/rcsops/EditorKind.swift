/// Editors that are known to keep copies (swap, undo and backup files, the history of what was typed), or to come back at once.
enum EditorKind {
    case vim, neovim, nano, emacs, emacsClient
    /// Comes back before its window is closed, unless it is told to wait.
    case visualStudioCode, sublimeText

    /// By the program's name, with what distributions put behind it: `vim.tiny`, `emacs-nox`, `emacsclient.emacs`.
    init?(of path: String) {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        switch name.prefix(while: { $0 != "." && $0 != "-" }) {
        case "vim", "vimx", "gvim", "rvim": self = .vim
        case "nvim": self = .neovim
        case "nano", "rnano": self = .nano
        case "emacsclient": self = .emacsClient
        case "emacs": self = .emacs
        case "code", "codium": self = .visualStudioCode
        case "subl": self = .sublimeText
        default: return nil
        }
    }

    /// What comes before the user's own arguments, so that theirs win where they say otherwise.
    func arguments(besides given: ArraySlice<String>) -> [String] {
        switch self {
        // A vimrc may take -n and -i back, so an autocommand says it again for each file; in a group of its own, which a vimrc
        // that begins with autocmd! leaves alone. -f keeps gvim from coming back at once.
        case .vim: Self.vimArguments(Self.vimOptions) + ["-f"]
        case .neovim: Self.vimArguments(Self.neovimOptions)
        // Backups, the history of searches and of places are on only where a nanorc says so, and no argument takes it back.
        case .nano:
            given.contains { $0 == "-I" || $0 == "--ignorercfiles" || $0.hasPrefix("--rcfile") || $0.hasPrefix("-f") } ? [] : ["--ignorercfiles"]
        case .emacs: ["--eval", Self.emacsSettings]
        case .emacsClient, .visualStudioCode, .sublimeText: []
        }
    }

    private static func vimArguments(_ options: String) -> [String] {
        [
            "-n", "-i", "NONE", "--cmd", "augroup rcsops", "--cmd", "autocmd BufReadPre,BufNewFile,BufWritePre * set " + options,
            "--cmd", "augroup END",
        ]
    }

    private static let vimOptions = "noswapfile nobackup nowritebackup noundofile viminfo="
    private static let neovimOptions = "noswapfile nobackup nowritebackup noundofile shada="

    // Emacs gets to it after the user's own init file, and before the file is visited.
    private static let emacsSettings = """
        (progn (setq make-backup-files nil backup-inhibited t auto-save-default nil auto-save-list-file-prefix nil create-lockfiles nil \
        undo-tree-auto-save-history nil recentf-exclude '(".")) (when (bound-and-true-p savehist-mode) (savehist-mode -1)) \
        (when (bound-and-true-p desktop-save-mode) (desktop-save-mode -1)))
        """

    /// What no argument of ours can put right.
    func warning(given: ArraySlice<String>) -> String? {
        switch self {
        case .emacsClient:
            "the Emacs that emacsclient talks to may keep backups and its history elsewhere: set EDITOR=\"emacs -nw\" to have that switched off"
        case .visualStudioCode, .sublimeText:
            given.contains("--wait") || given.contains("-w") ? nil : "the editor comes back before you have changed anything: add --wait to EDITOR"
        case .vim, .neovim, .nano, .emacs: nil
        }
    }
}
