/// What `set` was asked for, whichever reader of arguments found it.
struct SetOptions {
    var change: ValueChangeOptions
    /// The third word is the name of a file that holds the value.
    var valueFile = false
    var valueStandardInput = false

    init(_ change: ValueChangeOptions) { self.change = change }
}
