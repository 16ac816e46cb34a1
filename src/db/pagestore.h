// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/connection.h"

#include <QByteArray>
#include <QDateTime>

namespace db {

//! A stored listing page.
struct Page
{
    QString url;
    QString sha256;
    QDateTime fetchedAt;
    QByteArray bytes;
};

//! Listing pages, zstd-compressed and stored once for each content. One thread.
class PageStore
{
public:
    explicit PageStore(Connection &connection) : m_connection(connection) {}

    //! @param origin "http" when it was fetched, "file" when it was a saved page. Returns the SHA-256.
    core::Result<QString> save(const QString &vehicleId, const QString &url, const QByteArray &bytes,
                               const char *origin, const QDateTime &now);
    core::Result<std::optional<Page>> newest(const QString &vehicleId);
    //! Invalid when there is no page.
    core::Result<QDateTime> newestTime(const QString &vehicleId);

private:
    Connection &m_connection;
};

} // namespace db
