import Foundation

/// Checks a JSON value against a schema of docs/, in the part of JSON Schema that they use: type, properties, required, items, enum, const, oneOf,
/// and `$ref` to a definition of its own or to another file beside it.
package struct SchemaCheck {
    package let root: [String: Any]

    /// - Parameter name: The file's, without `.schema.json`.
    package init(_ name: String) throws {
        let file = VectorFolder.packageRoot.appendingPathComponent("docs/" + name + Self.ending)
        guard let root = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any] else { throw CocoaError(.fileReadCorruptFile) }
        self.root = root
    }

    package init(root: [String: Any]) { self.root = root }

    /// - Parameter definition: A name under `$defs`; nil for the whole.
    package func faults(of value: Any, _ definition: String? = nil) -> [String] {
        guard let definition else { return faults(value, root, "$") }
        return self.definition(definition).map { faults(value, $0, "$") } ?? ["no definition " + definition]
    }

    private static let ending = ".schema.json"

    private func definition(_ name: String) -> [String: Any]? { (root["$defs"] as? [String: Any])?[name] as? [String: Any] }

    private func faults(_ value: Any, reference: String, _ place: String) -> [String] {
        if reference.hasPrefix("#/$defs/") {
            return definition(String(reference.dropFirst("#/$defs/".count))).map { faults(value, $0, place) } ?? [place + ": no " + reference]
        }
        guard reference.hasSuffix(Self.ending), let other = try? Self(String(reference.dropLast(Self.ending.count))) else { return [place + ": no " + reference] }
        return other.faults(value, other.root, place)
    }

    private func faults(_ value: Any, _ schema: [String: Any], _ place: String) -> [String] {
        if let reference = schema["$ref"] as? String { return faults(value, reference: reference, place) }
        if let choices = schema["oneOf"] as? [[String: Any]] {
            let fitting = choices.map { faults(value, $0, place) }
            return fitting.contains([]) ? [] : fitting.first ?? []
        }
        var found: [String] = []
        if let type = schema["type"] {
            let allowed = type as? [String] ?? [type as? String ?? ""]
            if !allowed.contains(where: { Self.isOfType(value, $0) }) { return [place + ": not of type " + allowed.joined(separator: ", ")] }
        }
        if let constant = schema["const"], (value as? NSObject) != (constant as? NSObject) { found.append(place + ": not \(constant)") }
        if let choices = schema["enum"] as? [Any], !choices.contains(where: { ($0 as? NSObject) == (value as? NSObject) }) {
            found.append(place + ": not one of the choices")
        }
        if let object = value as? [String: Any] { found += faults(ofMembers: object, schema, place) }
        if let list = value as? [Any], let items = schema["items"] as? [String: Any] {
            for (index, item) in list.enumerated() { found += faults(item, items, place + "[\(index)]") }
        }
        return found
    }

    private func faults(ofMembers object: [String: Any], _ schema: [String: Any], _ place: String) -> [String] {
        // What is malformed must not pass for nothing asked.
        guard let properties = (schema["properties"] ?? [String: Any]()) as? [String: [String: Any]], let required = (schema["required"] ?? [String]()) as? [String] else {
            return [place + ": the schema's properties or required are malformed"]
        }
        var found = required.filter { object[$0] == nil }.map { place + ": no " + $0 }
        for (name, member) in object.sorted(by: { $0.key < $1.key }) {
            // New members may come; of this version all are described.
            guard let described = properties[name] else {
                found.append(place + ": " + name + " is not described")
                continue
            }
            found += faults(member, described, place + "." + name)
        }
        return found
    }

    private static func isOfType(_ value: Any, _ type: String) -> Bool {
        let number = value as? NSNumber
        let isBoolean = number.map { ["c", "B"].contains(String(cString: $0.objCType)) } ?? false
        return switch type {
        case "null": value is NSNull
        case "string": value is String
        case "boolean": isBoolean
        case "integer": number != nil && !isBoolean && value as? Int != nil
        case "number": number != nil && !isBoolean
        case "array": value is [Any]
        case "object": value is [String: Any]
        default: false
        }
    }
}
