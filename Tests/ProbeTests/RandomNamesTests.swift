import AWSSigning
import CommandDriver
import Foundation
import HTTPTransport
import ObjectStorage
import SecretMemory
import TestVectors
import Testing

/// Signed requests for names with every odd character: a server that knows the key never calls the signature wrong.
@Suite(.serialized) struct RandomNamesTests {
    @Test("500 random names of buckets and objects are signed as SeaweedFS checks them") func seaweedfs() async throws { try await RandomNames.check(.seaweedfs) }
}

@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["RCSOPS_CEPH"] != nil, "scripts/test --ceph runs it"))
struct CephRandomNamesTests {
    @Test("500 random names of buckets and objects are signed as radosgw checks them") func radosgw() async throws { try await RandomNames.check(.radosgw) }
}
