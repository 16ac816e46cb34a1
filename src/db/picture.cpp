// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/picture.h"

#include "core/clock.h"
#include "db/attachment.h"
#include "db/dialect.h"
#include "db/mappedcolumns.h"
#include "db/migrator.h"
#include "db/settingstore.h"
#include "db/sqltext.h"

#include <QCoreApplication>
#include <QFile>

#include <cstdio>

namespace db {

namespace {

constexpr int kBatch = 500;
const QString kOf = QStringLiteral("picture.of");
const QString kAt = QStringLiteral("picture.at");

QString tr(const char *text)
{
    return QCoreApplication::translate("db::Picture", text);
}

core::Error unreadable(const AttachReport &report, const QString &label)
{
    return {
        core::ErrorCode::Schema, tr("%1 cannot be read. %2").arg(label, report.unreadable.join(u' ')), {}};
}

core::Result<void> checkSource(Connection &database)
{
    const auto report = inspectForAttach(database);
    if (!report)
        return report.error();
    if (!report->unreadable.isEmpty())
        return unreadable(*report, database.label());
    if (report->isAttached) {
        return core::Error{core::ErrorCode::Usage,
                           tr("%1 is attached: open it instead of taking a picture.").arg(database.label()),
                           {}};
    }
    return {};
}

//! Nothing but an older picture is replaced.
core::Result<void> checkTarget(const QString &file)
{
    if (!QFile::exists(file))
        return {};
    const auto connection = Connection::open(file);
    const auto info =
        connection ? pictureInfo(**connection) : core::Result<std::optional<PictureInfo>>(connection.error());
    if (info && *info)
        return {};
    return core::Error{
        core::ErrorCode::Usage, tr("%1 is there already and no picture: give another name.").arg(file), {}};
}

core::Result<void> prepareTarget(Connection &target, const QString &label, const QDateTime &now)
{
    if (auto migrated = migrate(target); !migrated)
        return migrated.error();
    for (const char *name : {"drop_vehicles_vin_key", "drop_vehicles_discovery_url_key"}) {
        if (auto done = target.run(sqlText(target.dialect(), QLatin1String(name))); !done)
            return done;
    }
    if (auto done = SettingStore(target).set(kOf, label); !done)
        return done;
    return SettingStore(target).set(kAt, core::toTimeText(now));
}

core::Result<void> copyRow(const Statement &row, Statement &vehicle, Statement &state)
{
    const QString id = row.text(0);
    vehicle.bind(":id", id)
        .bind(":year", row.value(1))
        .bind(":make", row.value(2))
        .bind(":model", row.value(3))
        .bind(":vin", row.value(4))
        .bind(":sale_price", row.value(5))
        .bind(":url", row.value(6))
        .bind(":created_at", row.time(7))
        .bind(":source", row.value(8))
        .bind(":hidden", row.flag(9));
    if (auto done = vehicle.exec(); !done)
        return done;
    return state.bind(":failing", row.integer(10))
        .bind(":expected", row.integer(11))
        .bind(":stored", row.integer(12))
        .bind(":missing", row.integer(13))
        .bind(":vehicle_id", id)
        .exec();
}

//! Copies vehicles in the order of their keys.
class Copier
{
public:
    Copier(Connection &database, Connection &target, const Columns &columns)
        : m_database(database), m_target(target),
          m_sql(sqlFile(database.dialect(), QStringLiteral("templates/list_pictured_vehicles"))
                    .arg(shownColumns(columns, QStringLiteral("vehicles")),
                         shownColumns(columns, QStringLiteral("vehicle_images"))))
    {
    }

    //! The next ones; 0 at the end.
    core::Result<int> copySome()
    {
        auto rows = m_database.prepare(
            m_sql.arg(m_last.isEmpty() ? QStringLiteral("true") : QStringLiteral("v.id > :after")));
        if (!rows)
            return rows.error();
        if (!m_last.isEmpty())
            rows->bind(":after", m_last);
        if (auto done = rows->bind(":many", kBatch).exec(); !done)
            return done.error();
        return inTransaction(m_target, [&]() { return copy(*rows); });
    }

private:
    core::Result<int> copy(Statement &rows)
    {
        auto vehicle = m_target.statement("insert_pictured_vehicle");
        if (!vehicle)
            return vehicle.error();
        auto state = m_target.statement("update_pictured_state");
        if (!state)
            return state.error();
        int copied = 0;
        while (rows.next()) {
            if (auto done = copyRow(rows, *vehicle, *state); !done)
                return done.error();
            m_last = rows.text(0);
            ++copied;
        }
        auto read = rows.finished();
        return read ? core::Result<int>(copied) : read.error();
    }

    Connection &m_database;
    Connection &m_target;
    QString m_sql;
    QString m_last;
};

core::Result<qint64> copyAll(Connection &database, const QString &file, const QDateTime &now,
                             const std::function<bool(qint64, qint64)> &onProgress)
{
    const auto columns = mappedColumns(database);
    if (!columns)
        return columns.error();
    const auto report = inspectForAttach(database);
    if (!report)
        return report.error();
    const auto target = Connection::open(file, true);
    if (!target)
        return target.error();
    if (auto prepared = prepareTarget(**target, database.label(), now); !prepared)
        return prepared.error();
    Copier copier(database, **target, *columns);
    qint64 taken = 0;
    while (true) {
        const auto some = copier.copySome();
        if (!some)
            return some.error();
        if (*some == 0)
            return taken;
        taken += *some;
        if (!onProgress(taken, qMax(taken, report->vehicles)))
            return core::Error{core::ErrorCode::Cancelled, tr("No picture was taken."), {}};
    }
}

} // namespace

core::Result<std::optional<PictureInfo>> pictureInfo(Connection &connection)
{
    const auto settings = SettingStore(connection).all();
    if (!settings)
        return settings.error();
    if (!settings->contains(kOf))
        return std::optional<PictureInfo>();
    return std::optional(PictureInfo{settings->value(kOf), core::fromTimeText(settings->value(kAt))});
}

core::Result<qint64> takePicture(Connection &database, const QString &file, const QDateTime &now,
                                 const std::function<bool(qint64, qint64)> &onProgress)
{
    if (auto source = checkSource(database); !source)
        return source.error();
    if (auto target = checkTarget(file); !target)
        return target.error();
    const QString part = file + QStringLiteral(".part");
    QFile::remove(part);
    const auto taken = copyAll(database, part, now, onProgress);
    if (!taken) {
        QFile::remove(part);
        return taken;
    }
    // Replaces an older one, which QFile::rename() would not.
    if (std::rename(QFile::encodeName(part).constData(), QFile::encodeName(file).constData()) != 0) {
        QFile::remove(part);
        return core::Error{core::ErrorCode::Storage,
                           tr("The file %1 cannot be written: make its folder writable.").arg(file),
                           {}};
    }
    return taken;
}

} // namespace db
