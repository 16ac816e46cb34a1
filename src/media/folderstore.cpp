// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/folderstore.h"

#include "media/filesink.h"
#include "media/imagefolder.h"

#include <QFile>
#include <QFileInfo>

#include <cerrno>

#include <unistd.h>

namespace media {

using core::Error;
using core::ErrorCode;

namespace {

Error storageError(Errno error, const QString &root)
{
    return {ErrorCode::Storage, storageMessage(error, root), qt_error_string(error)};
}

//! A disk answers at once.
class FolderImages : public VehicleImages
{
public:
    FolderImages(FolderStore &store, const QString &vehicleId) : m_store(store), m_vehicleId(vehicleId) {}

    void adopt(const QString &sourceUrl, Done done) override
    {
        const auto adopted = m_store.adopt(m_vehicleId, sourceUrl);
        StoreAnswer answer;
        if (adopted)
            answer.image = *adopted;
        else
            answer.fault = net::Fault{core::Cause::Storage, adopted.error().message};
        done(answer);
    }
    std::shared_ptr<ImageSink> sinkFor(const QString &sourceUrl) override
    {
        return m_store.sinkFor(m_vehicleId, sourceUrl);
    }
    void keep(const std::shared_ptr<ImageSink> &sink, Done done) override
    {
        StoreAnswer answer;
        answer.image = sink->stored();
        done(answer);
    }
    void cancel() override {}

private:
    FolderStore &m_store;
    QString m_vehicleId;
};

} // namespace

FolderStore::FolderStore(const QString &root, const ImageLimits &limits)
    : m_root(root), m_limits(limits), m_incoming(std::make_shared<IncomingFolder>(root))
{
}

FolderStore::~FolderStore() = default;

void FolderStore::removeDeadFiles()
{
    m_incoming->removeDead();
}

core::Result<void> FolderStore::check()
{
    QString path;
    if (const Errno error = m_incoming->newPath(path))
        return storageError(error, m_root);
    DurableFile probe;
    if (const Errno error = probe.create(path))
        return storageError(error, m_root);
    if (const Errno error = probe.write(QByteArray(4096, 'x')))
        return storageError(error, m_root);
    if (const Errno error = probe.sync()) // where the disk is full only now
        return storageError(error, m_root);
    return {};
}

core::Result<QStringList> FolderStore::missing(const QStringList &storagePaths)
{
    QStringList missing;
    for (const QString &path : storagePaths) {
        if (!QFileInfo(m_root + u'/' + path).isFile())
            missing.append(path);
    }
    return missing;
}

std::unique_ptr<VehicleImages> FolderStore::forVehicle(const QString &vehicleId)
{
    return std::make_unique<FolderImages>(*this, vehicleId);
}

std::shared_ptr<ImageSink> FolderStore::sinkFor(const QString &vehicleId, const QString &sourceUrl)
{
    return std::make_shared<FileSink>(m_root, m_limits, m_incoming, vehicleId, sourceUrl);
}

core::Result<std::optional<StoredImage>> FolderStore::adopt(const QString &vehicleId,
                                                            const QString &sourceUrl)
{
    const ImageName name = ImageName::of(m_root, vehicleId, sourceUrl);
    const QStringList suffixes = imageSuffixes();
    for (const QString &suffix : suffixes) {
        const QString stored = name.stem + u'.' + suffix;
        const QString path = m_root + u'/' + stored;
        const MappedFile map(path);
        if (map.error() == ENOENT || map.error() == ENOTDIR)
            continue;
        if (map.error() != 0)
            return storageError(map.error(), m_root);
        const QByteArray bytes = map.bytes();
        const auto checked = checkImage(bytes, m_limits.maxPixels);
        const auto *info = std::get_if<ImageInfo>(&checked);
        if (info && info->suffix == suffix && bytes.size() <= m_limits.maxBytes) {
            // The earlier run may have died before the name was durable.
            if (const Errno error = syncFolder(name.folder))
                return storageError(error, m_root);
            return std::optional(StoredImage{*info, stored, sha256Of(bytes), bytes.size()});
        }
        if (const core::Result<void> removed = remove(stored); !removed)
            return removed.error();
    }
    if (!QFileInfo(m_root).isDir())
        return storageError(ENOENT, m_root);
    return std::optional<StoredImage>();
}

core::Result<void> FolderStore::remove(const QString &storagePath)
{
    if (!isSafeRelativePath(storagePath))
        return {};
    const QString path = m_root + u'/' + storagePath;
    if (::unlink(QFile::encodeName(path).constData()) == 0 || errno == ENOENT || errno == ENOTDIR)
        return {};
    return storageError(errno, m_root);
}

} // namespace media
