// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "media/incomingfolder.h"
#include "media/objectcalls.h"

#include <QSet>

namespace media {

//! Images as objects of a bucket. Each is received into a local folder and checked there as for a folder
//! store, then sent up from that file.
//!
//! When keep() has succeeded, the store has said that it keeps the object, and it is proven that it holds
//! these bytes: the store refuses a body whose SHA-256 (S3) is not the signed one, and afterwards its ETag
//! equals the MD5 of the bytes. Where an ETag is no MD5 (parts, encryption with a key of one's own) the size
//! of the object, asked for by HEAD, stands in for it.
//!
//! What lies there for a vehicle is listed once for each run; an object that is found is fetched and checked
//! like an image from its source before it gets a row.
class RemoteStore : public ImageStore
{
public:
    RemoteStore(std::unique_ptr<ObjectProtocol> protocol, const StoreOptions &options);
    ~RemoteStore() override; //!< waits a little for removals that are still to be done

    core::Result<void> check() override;
    core::Result<void> probe() override;
    core::Result<QStringList> missing(const QStringList &storagePaths) override;
    std::unique_ptr<VehicleImages> forVehicle(const QString &vehicleId) override;
    core::Result<void> remove(const QString &storagePath) override;
    QString publicUrl(const QString &storagePath) const override;

private:
    Verdict judged(const net::Answer &answer) const;
    core::Result<net::Answer> demand(const net::Call &call) const;

    StoreOptions m_options;
    std::shared_ptr<IncomingFolder> m_incoming;
    ObjectService m_service;
    QSet<QString> m_removing; //!< paths
    ObjectCalls m_removals;
};

} // namespace media
