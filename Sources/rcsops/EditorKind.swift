/// Editors whose ways of keeping copies are known: swap, undo and backup files, and the history of what was typed.
enum EditorKind {
    case vim, neovim, nano, emacs, emacsClient

    /// By the program's name, with what distributions put behind it: `vim.tiny`, `emacs-nox`, `emacsclient.emacs`.
    init?(of path: String) {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        switch name.prefix(while: { $0 != "." && $0 != "-" }) {
        case "vim", "vimx", "gvim", "rvim": self = .vim
        case "nvim": self = .neovim
        case "nano", "rnano": self = .nano
        case "emacsclient": self = .emacsClient
        case "emacs": self = .emacs
        default: return nil
        }
    }

    /// What comes before the user's own arguments, so that theirs win where they say otherwise.
    func arguments(besides given: ArraySlice<String>) -> [String] {
        switch self {
        // -n and -i hold for what is open already; the autocommand for what a vimrc sets after them. It is in a group, which a
        // vimrc that begins with autocmd! leaves alone.
        case .vim, .neovim:
            ["-n", "-i", "NONE", "--cmd", "augroup rcsops", "--cmd", "autocmd BufReadPre,BufNewFile,BufWritePre * set " + (self == .vim ? Self.vimOptions : Self.neovimOptions),
             "--cmd", "augroup END"]
        // Backups, the history of searches and of places are on only where a nanorc says so, and no argument takes it back.
        case .nano: given.contains { $0 == "-I" || $0 == "--ignorercfiles" || $0.hasPrefix("--rcfile") || $0.hasPrefix("-f") } ? [] : ["--ignorercfiles"]
        case .emacs: ["--eval", Self.emacsSettings]
        case .emacsClient: []
        }
    }

    private static let vimOptions = "noswapfile nobackup nowritebackup noundofile viminfo="
    private static let neovimOptions = "noswapfile nobackup nowritebackup noundofile shada="

    // Read after the user's own init file, and before the file is visited.
    private static let emacsSettings = """
        (progn (setq make-backup-files nil backup-inhibited t auto-save-default nil auto-save-list-file-prefix nil create-lockfiles nil \
        undo-tree-auto-save-history nil recentf-exclude '(".")) (when (bound-and-true-p savehist-mode) (savehist-mode -1)) \
        (when (bound-and-true-p desktop-save-mode) (desktop-save-mode -1)))
        """

    /// An Emacs that runs already has its settings from elsewhere.
    var warning: String? {
        switch self {
        case .emacsClient: "the Emacs that emacsclient talks to may keep backups and its history elsewhere: set EDITOR=\"emacs -nw\" to have that switched off"
        case .vim, .neovim, .nano, .emacs: nil
        }
    }
}
