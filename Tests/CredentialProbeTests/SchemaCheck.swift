import Foundation

/// Checks a JSON value against the part of JSON Schema that docs/probe.schema.json uses: type, properties, required, items, enum, const, $ref.
struct SchemaCheck {
    let root: [String: Any]

    init(_ root: [String: Any]) { self.root = root }

    /// - Parameter definition: A name under `$defs`; nil for the whole.
    func faults(of value: Any, _ definition: String? = nil) -> [String] {
        faults(value, definition.flatMap { self.definition($0) } ?? root, "$")
    }

    private func definition(_ name: String) -> [String: Any]? { (root["$defs"] as? [String: Any])?[name] as? [String: Any] }

    private func faults(_ value: Any, _ schema: [String: Any], _ place: String) -> [String] {
        if let reference = schema["$ref"] as? String {
            guard let named = definition(String(reference.dropFirst("#/$defs/".count))) else { return [place + ": no " + reference] }
            return faults(value, named, place)
        }
        var found: [String] = []
        if let type = schema["type"] {
            let allowed = type as? [String] ?? [type as? String ?? ""]
            if !allowed.contains(where: { Self.isOfType(value, $0) }) { return [place + ": not of type " + allowed.joined(separator: ", ")] }
        }
        if let constant = schema["const"] as? String, value as? String != constant { found.append(place + ": not " + constant) }
        if let choices = schema["enum"] as? [Any], !choices.contains(where: { ($0 as? NSObject) == (value as? NSObject) }) {
            found.append(place + ": not one of the choices")
        }
        if let object = value as? [String: Any] {
            let properties = schema["properties"] as? [String: Any] ?? [:]
            for name in schema["required"] as? [String] ?? [] where object[name] == nil { found.append(place + ": no " + name) }
            for (name, member) in object.sorted(by: { $0.key < $1.key }) {
                // New members may come; of this version all are described.
                guard let described = properties[name] as? [String: Any] else {
                    found.append(place + ": " + name + " is not described")
                    continue
                }
                found += faults(member, described, place + "." + name)
            }
        }
        if let list = value as? [Any], let items = schema["items"] as? [String: Any] {
            for (index, item) in list.enumerated() { found += faults(item, items, place + "[\(index)]") }
        }
        return found
    }

    private static func isOfType(_ value: Any, _ type: String) -> Bool {
        switch type {
        case "null": value is NSNull
        case "string": value is String
        case "boolean": value is NSNumber && CFBooleanLike.isBoolean(value)
        case "integer": value is NSNumber && !CFBooleanLike.isBoolean(value) && (value as? Int) != nil
        case "array": value is [Any]
        case "object": value is [String: Any]
        default: false
        }
    }

    private enum CFBooleanLike {
        static func isBoolean(_ value: Any) -> Bool { (value as? NSNumber).map { String(cString: $0.objCType) == "c" || String(cString: $0.objCType) == "B" } ?? false }
    }
}
