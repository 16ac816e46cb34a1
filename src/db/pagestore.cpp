// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/pagestore.h"

#include "core/clock.h"

#include <QCoreApplication>
#include <QCryptographicHash>

#include <zstd.h>

namespace db {

namespace {

constexpr int kLevel = 3;
//! No page we store is larger; a size beyond it in a row is damage, not data.
constexpr qint64 kLargestPage = 256 * 1024 * 1024;

QByteArray compressed(const QByteArray &bytes)
{
    QByteArray out(static_cast<qsizetype>(ZSTD_compressBound(static_cast<size_t>(bytes.size()))),
                   Qt::Uninitialized);
    const size_t size = ZSTD_compress(out.data(), static_cast<size_t>(out.size()), bytes.constData(),
                                      static_cast<size_t>(bytes.size()), kLevel);
    Q_ASSERT(!ZSTD_isError(size));
    out.truncate(static_cast<qsizetype>(size));
    return out;
}

QString sha256Of(const QByteArray &bytes)
{
    return QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
}

//! Nothing when the bytes are not those that were saved.
std::optional<QByteArray> decompressed(const QByteArray &bytes, qint64 size, const QString &sha256)
{
    if (size < 0 || size > kLargestPage)
        return std::nullopt;
    QByteArray out(size, Qt::Uninitialized);
    const size_t got = ZSTD_decompress(out.data(), static_cast<size_t>(out.size()), bytes.constData(),
                                       static_cast<size_t>(bytes.size()));
    if (ZSTD_isError(got) || static_cast<qint64>(got) != size || sha256Of(out) != sha256)
        return std::nullopt;
    return out;
}

} // namespace

core::Result<QString> PageStore::save(const QString &vehicleId, const QString &url, const QByteArray &bytes,
                                      const char *origin, const QDateTime &now)
{
    const QString sha256 = sha256Of(bytes);
    auto blob = m_connection.statement("insert_page_blob");
    if (!blob)
        return blob.error();
    blob->bind(":sha256", sha256)
        .bind(":size", static_cast<qint64>(bytes.size()))
        .bind(":zstd", compressed(bytes));
    if (auto done = blob->exec(); !done)
        return done.error();
    auto snapshot = m_connection.statement("insert_page_snapshot");
    if (!snapshot)
        return snapshot.error();
    snapshot->bind(":vehicle_id", vehicleId)
        .bind(":url", url)
        .bind(":sha256", sha256)
        .bind(":fetched_at", now)
        .bind(":origin", QLatin1String(origin));
    if (auto done = snapshot->exec(); !done)
        return done.error();
    return sha256;
}

core::Result<std::optional<Page>> PageStore::newest(const QString &vehicleId)
{
    auto statement = m_connection.statement("select_newest_page");
    if (!statement)
        return statement.error();
    if (auto done = statement->bind(":vehicle_id", vehicleId).exec(); !done)
        return done.error();
    if (!statement->next())
        return std::optional<Page>();
    const auto bytes =
        decompressed(statement->value(4).toByteArray(), statement->number(3), statement->text(1));
    if (!bytes) {
        return core::Error{core::ErrorCode::Internal,
                           QCoreApplication::translate("db::PageStore",
                                                       "A stored page is damaged: fetch the listing again."),
                           statement->text(1)};
    }
    return std::optional(Page{statement->text(0), statement->text(1), statement->time(2), *bytes});
}

core::Result<QDateTime> PageStore::newestTime(const QString &vehicleId)
{
    auto statement = m_connection.statement("select_newest_page_time");
    if (!statement)
        return statement.error();
    if (auto done = statement->bind(":vehicle_id", vehicleId).exec(); !done)
        return done.error();
    return statement->next() ? statement->time(0) : QDateTime();
}

} // namespace db
