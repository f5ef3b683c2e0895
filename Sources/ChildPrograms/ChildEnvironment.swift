internal import CPOSIX
package import SecretMemory
#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// The environment of a program that is about to be started: pointers to variables, none of whose values is copied out of
/// the arena.
package struct ChildEnvironment {
    private var inherited: [UnsafeMutablePointer<CChar>]
    private var added: [(name: [UInt8], text: UnsafeMutablePointer<CChar>)] = []
    private let arena: SecretArena

    /// Begins with our own variables, or with none.
    package init(isEmpty: Bool, in arena: SecretArena) {
        self.arena = arena
        inherited = []
        guard !isEmpty, var variable = rcsops_environment() else { return }
        while let text = variable.pointee {
            inherited.append(text)
            variable += 1
        }
    }

    /// Of variables with one name the last counts, as in sops: it takes the place of the others.
    package mutating func set(_ name: UnsafeRawBufferPointer, to value: UnsafeRawBufferPointer) {
        let room = arena.allocate(count: name.count + value.count + 2)
        room.copyMemory(from: name)
        room[name.count] = UInt8(ascii: "=")
        UnsafeMutableRawBufferPointer(rebasing: room[(name.count + 1)...]).copyMemory(from: value)
        room[room.count - 1] = 0
        guard let start = room.baseAddress?.assumingMemoryBound(to: CChar.self) else { return }
        added.append((Array(name), start))
    }

    /// The same for what is no secret.
    package mutating func set(_ name: String, to value: String) {
        Array(name.utf8).withUnsafeBytes { name in Array(value.utf8).withUnsafeBytes { set(name, to: $0) } }
    }

    /// Lends the array that the system's calls want, null at its end.
    package func withPointers<R>(_ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> R) -> R {
        var seen = Set<[UInt8]>()
        var chosen: [UnsafeMutablePointer<CChar>?] = [nil]
        for variable in added.reversed() where seen.insert(variable.name).inserted { chosen.append(variable.text) }
        for text in inherited.reversed() {
            let name = UnsafeRawBufferPointer(start: text, count: strcspn(text, "="))
            if seen.isEmpty || !seen.contains(Array(name)) { chosen.append(text) }
        }
        chosen.reverse()
        // The environment lies in the arena, and in our own.
        return withExtendedLifetime(arena) { chosen.withUnsafeBufferPointer { body($0.baseAddress.unsafelyUnwrapped) } }
    }
}
