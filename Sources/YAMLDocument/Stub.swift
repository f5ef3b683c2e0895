package import DocumentTree
package enum YAMLError: Error, Equatable, Sendable { case stub }
package enum YAMLReader { package static func read(_ source: TreeText, into tree: inout DocumentTree) throws(YAMLError) { throw .stub } }
