import CommandDriver
import Foundation
import Testing

/// Services whose keys rcsops can't make by itself: each is told how, by its own name (spec of rotation, §1d).
@Suite(.waiting) struct BackEndAdviceTests {
    @Test("what to do is said by name, and nothing done", arguments: [
        ("Cloudflare", "https://a.r2.cloudflarestorage.com", "R2 API token"), ("DigitalOcean", "https://fra1.digitaloceanspaces.com", "Spaces key"),
        ("BackBlaze", "https://s3.eu-central-003.backblazeb2.com", "application key"), ("Other", "https://s3.eu-central-003.backblazeb2.com", "application key"),
        ("GCS", "https://storage.googleapis.com", "HMAC"), ("IBMCOS", "https://s3.eu-de.cloud-object-storage.appdomain.cloud", "HMAC"),
        ("Scaleway", "https://s3.nl-ams.scw.cloud", "scw iam api-key create"), ("Wasabi", "https://s3.wasabisys.com", "--iam-endpoint https://iam.wasabisys.com"),
        ("OVHcloud", "https://s3.gra.io.cloud.ovh.net", "S3 credentials"), ("Linode", "https://eu-central-1.linodeobjects.com", "Object Storage"),
        ("Other", "https://ns.compat.objectstorage.eu-frankfurt-1.oraclecloud.com", "Customer Secret Key"),
        ("StorageGRID", "https://grid.example.com", "tenant"), ("NetApp", "https://ontap.example.com", "replaces the pair at once"),
        ("Other", "https://grid.example.com", "StorageGRID"), ("Other", "https://ecs.example.com:9021", "ECS"), ("Dell", "https://ecs.example.com", "--same-id"),
        ("Other", "https://s3.example.com", "--iam-endpoint URL"),
    ]) func advice(provider: String, endpoint: String, words: String) throws {
        let workspace = try Workspace()
        try workspace.put(
            "[r]\ntype = s3\nprovider = \(provider)\nendpoint = \(endpoint)\naccess_key_id = AKIAINVENTED00000000\nsecret_access_key = TOPSECRET\n", "rclone.conf")
        try workspace.encrypt()
        let made = try workspace.rcsops("credentials", "rotate", "rclone.enc.ini", "--yes")
        #expect(made.code == 64 && made.messages.contains("RC8503") && made.messages.contains(words), "\(made.code) \(made.messages)")
        #expect(made.messages.contains("--source manual") && made.messages.contains("--source command") && made.output.isEmpty, "\(made.messages)")
        #expect(!made.messages.contains("TOPSECRET"))
    }
}
