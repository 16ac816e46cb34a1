// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/connection.h"
#include "db/rows.h"

namespace db {

//! An image that is durable in the store and is to become a row.
struct NewImage
{
    QString sourceUrl;
    QString imageUrl; //!< where everybody finds it; empty: the source's URL stands for it
    QString storagePath;
    QString fileHash; //!< SHA-256, hexadecimal
    qint64 fileSize = 0;
    QString mimeType;
    int width = 0;
    int height = 0;
    int position = 0;
};

//! The images of a vehicle: wanted, stored, failed. A thin value over a connection: one thread.
class GalleryStore
{
public:
    enum class Added {
        Row,      //!< a new row
        Replaced, //!< the URL had a row, which now points at these bytes
        Alias //!< the bytes equal another image of the vehicle; the URL is remembered, a row it had went to
              //!< that image, and no row points at the new file
    };

    explicit GalleryStore(Connection &connection) : m_connection(connection) {}

    //! The wanted images in the gallery's order, each URL once.
    core::Result<std::vector<ImageItem>> list(const QString &vehicleId);
    //! Call it inside a transaction.
    core::Result<Added> add(const QString &vehicleId, const NewImage &image, const QDateTime &now);
    //! Whether a row of the vehicle points at what is stored there.
    core::Result<bool> hasRowFor(const QString &vehicleId, const NewImage &image);
    core::Result<void> recordFailure(const QString &vehicleId, const ImageItem &image, const QDateTime &now);

private:
    core::Result<std::optional<QString>> rowOfUrl(const QString &vehicleId, const NewImage &image);
    core::Result<std::optional<QString>> rowOfBytes(const QString &vehicleId, const NewImage &image);
    static core::Result<std::optional<QString>> rowOf(Statement &statement, const QString &vehicleId,
                                                      const NewImage &image);
    core::Result<void> mergeRow(const QString &from, const QString &into);
    core::Result<void> replace(const QString &id, const NewImage &image);
    core::Result<void> insert(const QString &vehicleId, const NewImage &image, const QDateTime &now);

    Connection &m_connection;
};

} // namespace db
