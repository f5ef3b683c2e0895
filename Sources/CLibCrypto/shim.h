// libcrypto's names that are macros, as functions that Swift can call.
#pragma once
// SHA512_Update is deprecated for a successor that has to be fetched by its name first.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/modes.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/core_names.h>
#include <openssl/params.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <openssl/err.h>
#include <openssl/bn.h>
#include <openssl/rsa.h>
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

// One block by EVP's AES, which is made for the processor at hand and takes the same time for every key.
static inline void rcsops_aes_block(const unsigned char input[16], unsigned char output[16], const void *context) {
    int length = 0;
    EVP_EncryptUpdate((EVP_CIPHER_CTX *)context, output, &length, input, 16);
}

// libcrypto's own GCM around that: for a short text it takes half the time of EVP's, which looks its parameters up by
// name, and it takes IVs of any length. `context` is one of AES-256-ECB without padding, and outlives the result.
static inline GCM128_CONTEXT *rcsops_gcm_new(EVP_CIPHER_CTX *context) {
    return CRYPTO_gcm128_new(context, rcsops_aes_block);
}

// 1, or 0 when a text is too long. `tag` is 16 bytes.
static inline int rcsops_gcm_seal(
    GCM128_CONTEXT *gcm, const unsigned char *iv, size_t iv_length, const unsigned char *aad, size_t aad_length,
    const unsigned char *input, unsigned char *output, size_t length, unsigned char *tag) {
    CRYPTO_gcm128_setiv(gcm, iv, iv_length);
    if (aad_length && CRYPTO_gcm128_aad(gcm, aad, aad_length) != 0) return 0;
    if (length && CRYPTO_gcm128_encrypt(gcm, input, output, length) != 0) return 0;
    CRYPTO_gcm128_tag(gcm, tag, 16);
    return 1;
}

// 1 when the tag fits, compared in constant time.
static inline int rcsops_gcm_open(
    GCM128_CONTEXT *gcm, const unsigned char *iv, size_t iv_length, const unsigned char *aad, size_t aad_length,
    const unsigned char *input, unsigned char *output, size_t length, const unsigned char *tag) {
    CRYPTO_gcm128_setiv(gcm, iv, iv_length);
    if (aad_length && CRYPTO_gcm128_aad(gcm, aad, aad_length) != 0) return 0;
    if (length && CRYPTO_gcm128_decrypt(gcm, input, output, length) != 0) return 0;
    return CRYPTO_gcm128_finish(gcm, tag, 16) == 0;
}

// The remainder, 1 when there is one: BN_mod is a macro.
static inline int rcsops_bn_mod(BIGNUM *remainder, const BIGNUM *number, const BIGNUM *modulus, BN_CTX *context) {
    return BN_div(NULL, remainder, number, modulus, context);
}

// A copy that libcrypto may own: OPENSSL_malloc is a macro.
static inline void *rcsops_crypto_copy(const void *bytes, size_t count) {
    return OPENSSL_memdup(bytes, count);
}

// An RSA key of its numbers, which lie one after another in `bytes`, each little-endian: modulus and public exponent, and
// for a private key also private exponent, both primes, both CRT exponents and the coefficient.
static inline EVP_PKEY *rcsops_rsa_key(const unsigned char *bytes, const size_t *sizes, size_t count) {
    static const char *const names[8] = {
        OSSL_PKEY_PARAM_RSA_N, OSSL_PKEY_PARAM_RSA_E, OSSL_PKEY_PARAM_RSA_D, OSSL_PKEY_PARAM_RSA_FACTOR1,
        OSSL_PKEY_PARAM_RSA_FACTOR2, OSSL_PKEY_PARAM_RSA_EXPONENT1, OSSL_PKEY_PARAM_RSA_EXPONENT2,
        OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
    };
    if (count != 2 && count != 8) return NULL;
    OSSL_PARAM parameters[9];
    size_t offset = 0;
    for (size_t index = 0; index < count; index++) {
        parameters[index] = OSSL_PARAM_construct_BN(names[index], (unsigned char *)bytes + offset, sizes[index]);
        offset += sizes[index];
    }
    parameters[count] = OSSL_PARAM_construct_end();
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    EVP_PKEY *key = NULL;
    int selection = count == 8 ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
    if (context && EVP_PKEY_fromdata_init(context) == 1) EVP_PKEY_fromdata(context, &key, selection, parameters);
    EVP_PKEY_CTX_free(context);
    return key;
}

// Stacks of certificates, whose functions are macros; each holds a reference of its own. `push` is 1 when that worked.
static inline STACK_OF(X509) *rcsops_certificates_new(void) { return sk_X509_new_null(); }
static inline void rcsops_certificates_free(STACK_OF(X509) *stack) { sk_X509_pop_free(stack, X509_free); }
static inline int rcsops_certificates_push(STACK_OF(X509) *stack, X509 *certificate) {
    if (X509_up_ref(certificate) != 1) return 0;
    if (sk_X509_push(stack, certificate) > 0) return 1;
    X509_free(certificate);
    return 0;
}

// The names that a certificate is for, or null; to be freed with GENERAL_NAMES_free.
static inline GENERAL_NAMES *rcsops_alternative_names(const X509 *certificate) {
    return (GENERAL_NAMES *)X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
}
static inline int rcsops_alternative_names_count(const GENERAL_NAMES *names) { return sk_GENERAL_NAME_num(names); }

// 1 for a DNS name, 2 for an address of 4 or 16 bytes, 0 for what TLS takes no notice of.
static inline int rcsops_alternative_name(const GENERAL_NAMES *names, int index, const unsigned char **bytes, int *length) {
    const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, index);
    if (name->type != GEN_DNS && name->type != GEN_IPADD) return 0;
    const ASN1_STRING *text = name->type == GEN_DNS ? name->d.dNSName : name->d.iPAddress;
    *bytes = ASN1_STRING_get0_data(text);
    *length = ASN1_STRING_length(text);
    return name->type == GEN_DNS ? 1 : 2;
}

// One line of a name, "C=DE, CN=a", with RFC 2253's backslashes; other bytes are as the certificate has them, in UTF-8.
static inline int rcsops_print_name(BIO *sink, const X509_NAME *name) {
    return X509_NAME_print_ex(
        sink, name, 0, ASN1_STRFLGS_ESC_2253 | ASN1_STRFLGS_UTF8_CONVERT | XN_FLAG_SEP_CPLUS_SPC | XN_FLAG_FN_SN);
}
static inline long rcsops_memory_of(BIO *sink, char **bytes) { return BIO_get_mem_data(sink, bytes); }

static inline int rcsops_is_end_of_pem(void) { return ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE; }
