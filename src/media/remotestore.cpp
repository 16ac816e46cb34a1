// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/remotestore.h"

#include "media/awssignature.h"
#include "media/imagefolder.h"
#include "media/receivingsink.h"
#include "media/remoteimages.h"

#include <QCoreApplication>
#include <QLoggingCategory>

#include <algorithm>

namespace media {

using core::Error;
using core::ErrorCode;
using Kind = Verdict::Kind;

namespace {

Q_LOGGING_CATEGORY(lcStore, "retrydesk.media.store", QtWarningMsg)

constexpr int kFarewellMs = 3000;

//! A picture of one pixel: some buckets take nothing but images.
QByteArray probeImage()
{
    return QByteArray::fromBase64(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6"
        "kgAAAABJRU5ErkJggg==");
}

Error storageError(Errno error, const QString &folder)
{
    return {ErrorCode::Storage, storageMessage(error, folder), qt_error_string(error)};
}

//! What keeps somebody who waits for an answer from one.
Error errorOf(const Verdict &verdict)
{
    const bool isAway = verdict.kind == Kind::Away;
    return {isAway ? ErrorCode::Network : ErrorCode::Storage, verdict.fault.message, {}};
}

} // namespace

RemoteStore::RemoteStore(std::unique_ptr<ObjectProtocol> protocol, const StoreOptions &options)
    : m_options(options), m_incoming(std::make_shared<IncomingFolder>(options.incoming)),
      m_service(std::move(protocol), options), m_removals(m_service)
{
    m_incoming->removeDead();
}

RemoteStore::~RemoteStore()
{
    net::FetchSettings settings = m_options.net;
    settings.timeoutMs = std::min(settings.timeoutMs, kFarewellMs);
    for (const QString &path : std::as_const(m_removing)) {
        const net::Answer answer = net::callNow(settings, m_service.protocol().remove(path, m_service.now()));
        if (answer.fault) {
            qCWarning(lcStore).noquote() << "not removed:" << path << answer.fault->message;
            return;
        }
    }
}

core::Result<void> RemoteStore::check()
{
    QString path;
    if (const Errno error = m_incoming->newPath(path))
        return storageError(error, m_options.incoming);
    DurableFile file;
    if (const Errno error = file.create(path))
        return storageError(error, m_options.incoming);
    if (const Errno error = file.write(QByteArray(4096, 'x')))
        return storageError(error, m_options.incoming);
    return {};
}

Verdict RemoteStore::judged(const net::Answer &answer) const
{
    return m_service.protocol().judge(answer, m_service.now());
}

//! One request of a probe, waited for. @return the answer of a success.
core::Result<net::Answer> RemoteStore::demand(const net::Call &call) const
{
    const net::Answer answer = net::callNow(m_options.net, call);
    const Verdict verdict = judged(answer);
    return verdict.kind == Kind::Done ? core::Result<net::Answer>(answer) : errorOf(verdict);
}

core::Result<QStringList> RemoteStore::missing(const QStringList &storagePaths)
{
    QStringList missing;
    for (const QString &path : storagePaths) {
        const net::Answer answer =
            net::callNow(m_options.net, m_service.protocol().head(path, m_service.now()));
        const Verdict verdict = judged(answer);
        if (verdict.kind == Kind::Missing)
            missing.append(path);
        else if (verdict.kind != Kind::Done)
            return errorOf(verdict);
    }
    return missing;
}

core::Result<void> RemoteStore::probe()
{
    const ObjectProtocol &protocol = m_service.protocol();
    QString path;
    if (const Errno error = m_incoming->newPath(path))
        return storageError(error, m_options.incoming);
    const QByteArray bytes = probeImage();
    DurableFile file;
    if (const Errno error = file.create(path))
        return storageError(error, m_options.incoming);
    if (const Errno error = file.write(bytes))
        return storageError(error, m_options.incoming);
    const QString name = QStringLiteral("retrydesk-probe-%1.png").arg(core::newId());
    const Upload upload{protocol.probePath(name), path, bytes.size(), "image/png", sha256Bytes(bytes).toHex(),
                        md5Bytes(bytes).toHex()};
    if (auto listed = demand(protocol.list(name, {}, m_service.now())); !listed)
        return listed.error();
    if (auto put = demand(protocol.put(upload, m_service.now())); !put)
        return put.error();
    const auto got = demand(protocol.get(upload.path, m_service.now()));
    const auto removed = demand(protocol.remove(upload.path, m_service.now()));
    if (!got)
        return got.error();
    if (got->body != bytes)
        return Error{ErrorCode::Storage,
                     QCoreApplication::translate("media",
                                                 "The image store %1 gave back other bytes than it was "
                                                 "given: check what is between it and this machine.")
                         .arg(m_options.where),
                     {}};
    return removed ? core::Result<void>() : core::Result<void>(removed.error());
}

std::unique_ptr<VehicleImages> RemoteStore::forVehicle(const QString &vehicleId)
{
    return std::make_unique<RemoteImages>(m_service, m_incoming, m_options.incoming, m_options.limits,
                                          vehicleId);
}

core::Result<void> RemoteStore::remove(const QString &storagePath)
{
    if (!isSafeRelativePath(storagePath))
        return {};
    m_removing.insert(storagePath);
    m_removals.ask(
        [this, storagePath](const QDateTime &now) { return m_service.protocol().remove(storagePath, now); },
        [this, storagePath](const Verdict &verdict, const net::Answer &) {
            m_removing.remove(storagePath);
            if (verdict.kind != Kind::Done && verdict.kind != Kind::Missing)
                qCWarning(lcStore).noquote() << "not removed:" << storagePath << verdict.fault.message;
        });
    return {};
}

QString RemoteStore::publicUrl(const QString &storagePath) const
{
    return m_service.protocol().publicUrl(storagePath);
}

} // namespace media
