// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/gallerystore.h"

#include "core/clock.h"
#include "db/values.h"

namespace db {

namespace {

ImageItem toItem(const Statement &row)
{
    ImageItem item;
    item.sourceUrl = row.text(0);
    if (!row.isNull(1)) {
        item.state = ImageItem::State::Stored;
        item.storagePath = row.text(2);
        item.width = row.integer(3);
        item.height = row.integer(4);
        item.fileSize = row.number(5);
        item.fileHash = row.text(6);
    } else if (!row.isNull(7)) {
        item.state = ImageItem::State::Alias;
    } else if (!row.isNull(8)) {
        item.state = row.flag(11) ? ImageItem::State::Final : ImageItem::State::Failed;
        item.cause = core::causeFromName(row.text(8));
        item.message = row.text(9);
        item.attempts = row.integer(10);
    }
    return item;
}

} // namespace

core::Result<std::vector<ImageItem>> GalleryStore::list(const QString &vehicleId)
{
    auto statement = m_connection.statement("list_gallery_by_vehicle");
    if (!statement)
        return statement.error();
    return statement->bind(":vehicle_id", vehicleId).list(toItem);
}

core::Result<std::optional<QString>> GalleryStore::rowOfUrl(const QString &vehicleId, const NewImage &image)
{
    auto statement = m_connection.statement("select_image_by_source_url");
    if (!statement)
        return statement.error();
    statement->bind(":source_url", image.sourceUrl);
    return rowOf(*statement, vehicleId, image);
}

core::Result<std::optional<QString>> GalleryStore::rowOfBytes(const QString &vehicleId, const NewImage &image)
{
    auto statement = m_connection.statement("select_image_by_hash");
    if (!statement)
        return statement.error();
    return rowOf(*statement, vehicleId, image);
}

core::Result<std::optional<QString>> GalleryStore::rowOf(Statement &statement, const QString &vehicleId,
                                                         const NewImage &image)
{
    auto done = statement.bind(":vehicle_id", vehicleId).bind(":file_hash", image.fileHash).exec();
    if (!done)
        return done.error();
    auto id = statement.next() ? std::optional(statement.text(0)) : std::optional<QString>();
    done = statement.finished();
    return done ? core::Result<std::optional<QString>>(id) : done.error();
}

core::Result<GalleryStore::Added> GalleryStore::add(const QString &vehicleId, const NewImage &image,
                                                    const QDateTime &now)
{
    const auto sameUrl = rowOfUrl(vehicleId, image);
    if (!sameUrl)
        return sameUrl.error();
    const auto sameBytes = rowOfBytes(vehicleId, image);
    if (!sameBytes)
        return sameBytes.error();

    if (*sameBytes && *sameBytes != *sameUrl) {
        if (*sameUrl) {
            // The file of that row is written over by these bytes, and nobody needs it any more.
            if (auto done = mergeRow(**sameUrl, **sameBytes); !done)
                return done.error();
        }
        auto statement = m_connection.statement("upsert_image_alias");
        if (!statement)
            return statement.error();
        statement->bind(":vehicle_id", vehicleId)
            .bind(":source_url", image.sourceUrl)
            .bind(":image_id", **sameBytes);
        if (auto done = statement->exec(); !done)
            return done.error();
        return Added::Alias;
    }
    if (*sameUrl) {
        if (auto done = replace(**sameUrl, image); !done)
            return done.error();
        return Added::Replaced;
    }
    if (auto done = insert(vehicleId, image, now); !done)
        return done.error();
    return Added::Row;
}

core::Result<void> GalleryStore::mergeRow(const QString &from, const QString &into)
{
    for (const char *name : {"move_image_aliases", "move_image_primary", "delete_merged_image"}) {
        auto statement = m_connection.statement(name);
        if (!statement)
            return statement.error();
        if (auto done = statement->bind(":from", from).bind(":into", into).exec(); !done)
            return done;
    }
    return {};
}

core::Result<void> GalleryStore::replace(const QString &id, const NewImage &image)
{
    auto statement = m_connection.statement("update_image_bytes");
    if (!statement)
        return statement.error();
    return statement->bind(":id", id)
        .bind(":image_url", textOrNull(image.imageUrl))
        .bind(":storage_path", image.storagePath)
        .bind(":file_hash", image.fileHash)
        .bind(":file_size", image.fileSize)
        .bind(":mime_type", image.mimeType)
        .bind(":filename", image.storagePath.section(u'/', -1))
        .bind(":width", image.width)
        .bind(":height", image.height)
        .exec();
}

core::Result<void> GalleryStore::insert(const QString &vehicleId, const NewImage &image, const QDateTime &now)
{
    auto statement = m_connection.statement("insert_image");
    if (!statement)
        return statement.error();
    return statement->bind(":id", core::newId())
        .bind(":vehicle_id", vehicleId)
        .bind(":image_url", image.imageUrl.isEmpty() ? image.sourceUrl : image.imageUrl)
        .bind(":storage_path", image.storagePath)
        .bind(":file_hash", image.fileHash)
        .bind(":file_size", image.fileSize)
        .bind(":mime_type", image.mimeType)
        .bind(":filename", image.storagePath.section(u'/', -1))
        .bind(":width", image.width)
        .bind(":height", image.height)
        .bind(":source_url", image.sourceUrl)
        .bind(":position", image.position)
        .bind(":now", now)
        .exec();
}

core::Result<bool> GalleryStore::hasRowFor(const QString &vehicleId, const NewImage &image)
{
    auto statement = m_connection.statement("select_image_by_storage_path");
    if (!statement)
        return statement.error();
    statement->bind(":vehicle_id", vehicleId)
        .bind(":storage_path", image.storagePath)
        .bind(":image_url", textOrNull(image.imageUrl));
    if (auto done = statement->exec(); !done)
        return done.error();
    const bool isThere = statement->next();
    const auto done = statement->finished();
    return done ? core::Result<bool>(isThere) : done.error();
}

core::Result<void> GalleryStore::recordFailure(const QString &vehicleId, const ImageItem &image,
                                               const QDateTime &now)
{
    auto statement = m_connection.statement("upsert_image_failure");
    if (!statement)
        return statement.error();
    return statement->bind(":vehicle_id", vehicleId)
        .bind(":source_url", image.sourceUrl)
        .bind(":cause", QString(core::causeName(image.cause.value_or(core::Cause::Connection))))
        .bind(":message", image.message)
        .bind(":attempts", image.attempts)
        .bind(":is_final", image.state == ImageItem::State::Final)
        .bind(":now", now)
        .exec();
}

} // namespace db
