// libcrypto's names that are macros, as functions that Swift can call.
#pragma once
// AES_set_encrypt_key and SHA512_Update are deprecated: the first without a successor that takes an IV longer than 128
// bytes, the second for one that has to be fetched by its name first.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/aes.h>
#include <openssl/crypto.h>
#include <openssl/modes.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/core_names.h>
#include <openssl/params.h>
#include <openssl/sha.h>

// Default initialisation reads openssl.cnf, loads error strings and registers legacy names: 1.2 ms of a 2 ms command.
static inline int rcsops_crypto_start(void) {
    return OPENSSL_init_crypto(
        OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS |
        OPENSSL_INIT_NO_ADD_ALL_CIPHERS | OPENSSL_INIT_NO_ADD_ALL_DIGESTS, NULL);
}

static inline int rcsops_gcm_set_iv_length(EVP_CIPHER_CTX *context, int length) {
    return EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_IVLEN, length, NULL);
}

static inline int rcsops_gcm_get_tag(EVP_CIPHER_CTX *context, int length, void *tag) {
    return EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, length, tag);
}

static inline int rcsops_gcm_set_tag(EVP_CIPHER_CTX *context, int length, void *tag) {
    return EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, length, tag);
}

// GCM for IVs longer than EVP takes (128 bytes): libcrypto's own mode code around its block cipher. One shot; the
// result is 1, or 0 when memory is short. `tag` is 16 bytes.
static inline int rcsops_gcm_long_iv(
    int encrypting, const unsigned char *key, const unsigned char *iv, size_t iv_length, const unsigned char *aad,
    size_t aad_length, const unsigned char *input, unsigned char *output, size_t length, unsigned char *tag) {
    AES_KEY schedule;
    AES_set_encrypt_key(key, 256, &schedule);
    GCM128_CONTEXT *gcm = CRYPTO_gcm128_new(&schedule, (block128_f)AES_encrypt);
    int done = 0;
    if (gcm) {
        CRYPTO_gcm128_setiv(gcm, iv, iv_length);
        done = (aad_length == 0 || CRYPTO_gcm128_aad(gcm, aad, aad_length) == 0)
            && (length == 0
                || (encrypting ? CRYPTO_gcm128_encrypt(gcm, input, output, length)
                               : CRYPTO_gcm128_decrypt(gcm, input, output, length)) == 0);
        CRYPTO_gcm128_tag(gcm, tag, 16);
        CRYPTO_gcm128_release(gcm);
    }
    OPENSSL_cleanse(&schedule, sizeof schedule);
    return done;
}
