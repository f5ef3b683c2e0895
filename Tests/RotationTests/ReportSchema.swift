import Foundation
import TestVectors

/// Checks a report against docs/rotation.schema.json: type, properties, required, items, enum, const, oneOf.
struct ReportSchema {
    private let root: [String: Any]

    init() throws {
        let file = VectorFolder.packageRoot.appendingPathComponent("docs/rotation.schema.json")
        root = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any] ?? [:]
    }

    func faults(of value: Any) -> [String] { Self.faults(value, root, "$") }

    private static func faults(_ value: Any, _ schema: [String: Any], _ place: String) -> [String] {
        if let choices = schema["oneOf"] as? [[String: Any]] {
            let fitting = choices.map { faults(value, $0, place) }
            return fitting.contains([]) ? [] : fitting.first ?? []
        }
        var found: [String] = []
        if let type = schema["type"] {
            let allowed = type as? [String] ?? [type as? String ?? ""]
            if !allowed.contains(where: { isOfType(value, $0) }) { return [place + ": not of type " + allowed.joined(separator: ", ")] }
        }
        if let constant = schema["const"] as? String, value as? String != constant { found.append(place + ": not " + constant) }
        if let choices = schema["enum"] as? [Any], !choices.contains(where: { ($0 as? NSObject) == (value as? NSObject) }) {
            found.append(place + ": not one of the choices")
        }
        if let object = value as? [String: Any] {
            let properties = schema["properties"] as? [String: Any] ?? [:]
            for name in schema["required"] as? [String] ?? [] where object[name] == nil { found.append(place + ": no " + name) }
            for (name, member) in object.sorted(by: { $0.key < $1.key }) {
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
        let number = value as? NSNumber
        let isBoolean = number.map { String(cString: $0.objCType) == "c" || String(cString: $0.objCType) == "B" } ?? false
        return switch type {
        case "null": value is NSNull
        case "string": value is String
        case "boolean": isBoolean
        case "integer": number != nil && !isBoolean
        case "array": value is [Any]
        case "object": value is [String: Any]
        default: false
        }
    }
}
