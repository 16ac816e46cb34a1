// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/awssignature.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <map>

namespace media {

namespace {

constexpr auto kAlgorithm = "AWS4-HMAC-SHA256";

QByteArray digestOf(const QByteArray &bytes, const EVP_MD *kind)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    const auto size = static_cast<size_t>(bytes.size());
    if (EVP_Digest(bytes.constData(), size, digest, &length, kind, nullptr) != 1)
        return {};
    return QByteArray(reinterpret_cast<const char *>(digest), static_cast<qsizetype>(length));
}

QByteArray hmacOf(const QByteArray &key, const QByteArray &text)
{
    unsigned char mac[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    if (!HMAC(EVP_sha256(), key.constData(), static_cast<int>(key.size()),
              reinterpret_cast<const unsigned char *>(text.constData()), static_cast<size_t>(text.size()),
              mac, &length))
        return {};
    return QByteArray(reinterpret_cast<const char *>(mac), static_cast<qsizetype>(length));
}

bool isUnreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

//! By lower-case name; the values of one that comes several times are joined in their order.
std::map<QByteArray, QByteArray> canonicalHeaders(const NamedValues &headers)
{
    std::map<QByteArray, QByteArray> sorted;
    for (const auto &[name, value] : headers) {
        const auto [at, isNew] = sorted.try_emplace(name.toLower(), value.simplified());
        if (!isNew)
            at->second += ',' + value.simplified();
    }
    return sorted;
}

} // namespace

QByteArray sha256Bytes(const QByteArray &bytes)
{
    return digestOf(bytes, EVP_sha256());
}

QByteArray md5Bytes(const QByteArray &bytes)
{
    return digestOf(bytes, EVP_md5());
}

QByteArray awsEncoded(const QByteArray &text, bool keepsSlashes)
{
    QByteArray encoded;
    for (const char c : text) {
        if (isUnreserved(c) || (c == '/' && keepsSlashes))
            encoded += c;
        else
            encoded += '%' + QByteArray(1, c).toHex().toUpper();
    }
    return encoded;
}

QByteArray awsQuery(const NamedValues &query)
{
    NamedValues encoded;
    for (const auto &[name, value] : query)
        encoded.append({awsEncoded(name), awsEncoded(value)});
    std::sort(encoded.begin(), encoded.end());
    QByteArray text;
    for (const auto &[name, value] : std::as_const(encoded))
        text += (text.isEmpty() ? "" : "&") + name + '=' + value;
    return text;
}

QByteArray awsAuthorization(const AwsRequest &request, const AwsKeys &keys, const QByteArray &region,
                            const QByteArray &service)
{
    const std::map<QByteArray, QByteArray> headers = canonicalHeaders(request.headers);
    QByteArray lines;
    QByteArray names;
    for (const auto &[name, value] : headers) {
        lines += name + ':' + value + '\n';
        names += (names.isEmpty() ? "" : ";") + name;
    }
    const QByteArray canonical = request.verb + '\n' + awsEncoded(request.path, true) + '\n' +
                                 awsQuery(request.query) + '\n' + lines + '\n' + names + '\n' +
                                 request.payloadHash;

    const auto found = headers.find("x-amz-date");
    const QByteArray time = found == headers.end() ? QByteArray() : found->second;
    const QByteArray day = time.left(8);
    const QByteArray scope = day + '/' + region + '/' + service + "/aws4_request";
    const QByteArray toSign =
        QByteArray(kAlgorithm) + '\n' + time + '\n' + scope + '\n' + sha256Bytes(canonical).toHex();

    QByteArray key = "AWS4" + keys.secretAccessKey;
    for (const QByteArray &part : {day, region, service, QByteArray("aws4_request")})
        key = hmacOf(key, part);
    return QByteArray(kAlgorithm) + " Credential=" + keys.accessKeyId + '/' + scope +
           ", SignedHeaders=" + names + ", Signature=" + hmacOf(key, toSign).toHex();
}

} // namespace media
