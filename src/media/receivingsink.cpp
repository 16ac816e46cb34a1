// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/receivingsink.h"

#include "media/imagefolder.h"

#include <QCoreApplication>

#include <openssl/evp.h>

#include <cerrno>

namespace media {

using core::Cause;
using net::Fault;

namespace {

Fault tooLarge()
{
    return {Cause::TooLarge,
            QCoreApplication::translate("media", "The image is larger than the limit (net.max_bytes).")};
}

QString toHex(const unsigned char *digest, unsigned int length)
{
    return QString::fromLatin1(
        QByteArray(reinterpret_cast<const char *>(digest), static_cast<qsizetype>(length)).toHex());
}

} // namespace

QString sha256Of(const QByteArray &bytes)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    const auto size = static_cast<size_t>(bytes.size());
    if (EVP_Digest(bytes.constData(), size, digest, &length, EVP_sha256(), nullptr) != 1)
        return {};
    return toHex(digest, length);
}

ReceivingSink::ReceivingSink(const QString &place, const ImageLimits &limits,
                             std::shared_ptr<IncomingFolder> incoming)
    : m_place(place), m_limits(limits), m_incoming(std::move(incoming))
{
}

ReceivingSink::~ReceivingSink()
{
    EVP_MD_CTX_free(m_hash);
}

std::optional<Fault> ReceivingSink::begin(const net::ResponseHead &head)
{
    if (head.contentLength > m_limits.maxBytes)
        return tooLarge();
    QString path;
    if (const Errno error = m_incoming->newPath(path))
        return storageFault(error, m_place);
    m_file = std::make_unique<DurableFile>();
    if (const Errno error = m_file->create(path))
        return storageFault(error, m_place);
    EVP_MD_CTX_free(m_hash);
    m_hash = EVP_MD_CTX_new();
    if (!m_hash || EVP_DigestInit_ex(m_hash, EVP_sha256(), nullptr) != 1)
        return Fault{Cause::Storage,
                     QCoreApplication::translate("media", "SHA-256 is not available: check OpenSSL.")};
    return std::nullopt;
}

std::optional<Fault> ReceivingSink::write(const QByteArray &bytes)
{
    if (!m_file || !m_file->isOpen())
        return storageFault(EBADF, m_place);
    if (m_file->size() + bytes.size() > m_limits.maxBytes)
        return tooLarge();
    if (const Errno error = m_file->write(bytes))
        return storageFault(error, m_place);
    EVP_DigestUpdate(m_hash, bytes.constData(), static_cast<size_t>(bytes.size()));
    return std::nullopt;
}

std::optional<Fault> ReceivingSink::verify()
{
    const MappedFile map(m_file->path());
    if (map.error() != 0)
        return storageFault(map.error(), m_place);
    const auto checked = checkImage(map.bytes(), m_limits.maxPixels);
    if (const auto *fault = std::get_if<Fault>(&checked))
        return *fault;
    m_received = StoredImage{std::get<ImageInfo>(checked), {}, hash(), m_file->size()};
    return std::nullopt;
}

std::optional<Fault> ReceivingSink::finish()
{
    if (!m_file || !m_file->isOpen())
        return storageFault(EBADF, m_place);
    std::optional<Fault> fault = verify();
    if (fault)
        m_file.reset();
    return fault;
}

QString ReceivingSink::hash()
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    if (EVP_DigestFinal_ex(m_hash, digest, &length) != 1)
        return {};
    return toHex(digest, length);
}

} // namespace media
