// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/filesink.h"

#include "media/imagefolder.h"

#include <QCoreApplication>
#include <QFile>

#include <openssl/evp.h>

#include <cerrno>

#include <unistd.h>

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

FileSink::FileSink(const QString &root, const ImageLimits &limits, std::shared_ptr<IncomingFolder> incoming,
                   const QString &vehicleId, const QString &sourceUrl)
    : m_root(root), m_limits(limits), m_incoming(std::move(incoming)), m_vehicleId(vehicleId),
      m_sourceUrl(sourceUrl)
{
}

FileSink::~FileSink()
{
    EVP_MD_CTX_free(m_hash);
}

std::optional<Fault> FileSink::begin(const net::ResponseHead &head)
{
    if (head.contentLength > m_limits.maxBytes)
        return tooLarge();
    QString path;
    if (const Errno error = m_incoming->newPath(path))
        return storageFault(error, m_root);
    m_file = std::make_unique<DurableFile>();
    if (const Errno error = m_file->create(path))
        return storageFault(error, m_root);
    EVP_MD_CTX_free(m_hash);
    m_hash = EVP_MD_CTX_new();
    if (!m_hash || EVP_DigestInit_ex(m_hash, EVP_sha256(), nullptr) != 1)
        return Fault{Cause::Storage,
                     QCoreApplication::translate("media", "SHA-256 is not available: check OpenSSL.")};
    return std::nullopt;
}

std::optional<Fault> FileSink::write(const QByteArray &bytes)
{
    if (!m_file || !m_file->isOpen())
        return storageFault(EBADF, m_root);
    if (m_file->size() + bytes.size() > m_limits.maxBytes)
        return tooLarge();
    if (const Errno error = m_file->write(bytes))
        return storageFault(error, m_root);
    EVP_DigestUpdate(m_hash, bytes.constData(), static_cast<size_t>(bytes.size()));
    return std::nullopt;
}

std::optional<Fault> FileSink::verify(ImageInfo &info) const
{
    const MappedFile map(m_file->path());
    if (map.error() != 0)
        return storageFault(map.error(), m_root);
    const auto checked = checkImage(map.bytes(), m_limits.maxPixels);
    if (const auto *fault = std::get_if<Fault>(&checked))
        return *fault;
    info = std::get<ImageInfo>(checked);
    return std::nullopt;
}

Errno FileSink::publish(const ImageName &name, const QString &suffix)
{
    if (const Errno error = m_file->sync())
        return error;
    bool newShard = false;
    bool newFolder = false;
    if (const Errno error = makeFolder(name.shard, &newShard))
        return error;
    if (const Errno error = makeFolder(name.folder, &newFolder))
        return error;
    const QString stem = m_root + u'/' + name.stem + u'.';
    if (const Errno error = m_file->renameTo(QString(stem + suffix)))
        return error;
    const QStringList others = imageSuffixes();
    for (const QString &other : others) { // the same picture in another format came before
        if (other != suffix)
            ::unlink(QFile::encodeName(QString(stem + other)).constData());
    }
    Errno error = syncFolder(name.folder);
    if (error == 0 && newFolder)
        error = syncFolder(name.shard);
    if (error == 0 && newShard)
        error = syncFolder(m_root);
    return error;
}

std::optional<Fault> FileSink::finish()
{
    if (!m_file || !m_file->isOpen())
        return storageFault(EBADF, m_root);
    const ImageName name = ImageName::of(m_root, m_vehicleId, m_sourceUrl);
    ImageInfo info;
    std::optional<Fault> fault = verify(info);
    const qint64 size = m_file->size();
    if (!fault) {
        if (const Errno error = publish(name, info.suffix))
            fault = storageFault(error, m_root);
    }
    m_file.reset(); // removes it unless it got its name
    if (fault)
        return fault;
    m_stored = StoredImage{info, QString(name.stem + u'.' + info.suffix), hash(), size};
    return std::nullopt;
}

QString FileSink::hash()
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    if (EVP_DigestFinal_ex(m_hash, digest, &length) != 1)
        return {};
    return toHex(digest, length);
}

} // namespace media
