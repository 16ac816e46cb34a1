// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/migrator.h"

#include "db/dialect.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

namespace db {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("db::Migrator", text);
}

int numberOf(const QString &version)
{
    return version.left(4).toInt();
}

//! The folders "0001_initial", … in order.
QStringList versions(const QString &folder)
{
    return QDir(folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
}

//! The steps of a version, in order.
core::Result<QStringList> statementsOf(const QString &folder)
{
    QStringList statements;
    const QDir steps(folder);
    for (const QString &step : steps.entryList(QDir::Files, QDir::Name)) {
        QFile file(steps.filePath(step));
        if (!file.open(QIODevice::ReadOnly)) {
            return core::Error{core::ErrorCode::Internal,
                               tr("A step of the schema is missing: %1").arg(file.fileName()),
                               file.errorString()};
        }
        statements.append(QString::fromUtf8(file.readAll()));
    }
    return statements;
}

core::Result<void> runFolder(Connection &connection, const QString &folder)
{
    const auto statements = statementsOf(folder);
    if (!statements)
        return statements.error();
    for (const QString &statement : *statements) {
        if (auto done = connection.run(statement); !done)
            return done;
    }
    return {};
}

//! What is done with a database that has nothing of ours, before our schema is made.
using Before = std::function<core::Result<void>()>;

//! False when another process had applied one of these versions before we got the write lock.
core::Result<bool> applyVersions(Connection &connection, const QString &folder, const QStringList &names,
                                 const Before &before = {})
{
    return inTransaction(connection, [&]() -> core::Result<bool> {
        const Dialect &dialect = connection.dialect();
        if (auto locked = dialect.lockSchema(connection); !locked)
            return locked.error();
        const auto applied = dialect.schemaState(connection);
        if (!applied)
            return applied.error();
        if (applied->version >= numberOf(names.first()))
            return false;
        if (before) {
            if (auto done = before(); !done)
                return done.error();
        }
        for (const QString &name : names) {
            if (auto done = runFolder(connection, folder + u'/' + name); !done)
                return done.error();
            if (auto done = dialect.writeSchemaVersion(connection, numberOf(name)); !done)
                return done.error();
        }
        return true;
    });
}

core::Result<Migration> upgrade(Connection &connection, const QString &folder, int version)
{
    if (auto done = connection.dialect().backUp(connection, version); !done)
        return done.error();
    if (auto done = connection.dialect().beforeMigration(connection); !done)
        return done.error();
    auto outcome = Migration::UpToDate;
    for (const QString &name : versions(folder)) {
        if (numberOf(name) <= version)
            continue;
        const auto applied = applyVersions(connection, folder, {name});
        if (!applied)
            return applied.error();
        if (*applied)
            outcome = Migration::Upgraded;
    }
    return outcome;
}

//! Of a schema this program knows.
core::Result<SchemaState> knownState(Connection &connection, const QString &folder)
{
    const auto state = connection.dialect().schemaState(connection);
    if (state && state->version > headSchemaVersion(folder)) {
        return core::Error{
            core::ErrorCode::Schema,
            tr("The workspace %1 was written by a newer Retrydesk (schema %2, this one knows %3): "
               "update Retrydesk.")
                .arg(connection.label())
                .arg(state->version)
                .arg(headSchemaVersion(folder)),
            {}};
    }
    return state;
}

core::Error notAttached(const QString &label)
{
    return {core::ErrorCode::Foreign,
            tr("%1 has vehicles already, and nothing of Retrydesk: attach it with: retrydeskctl "
               "--workspace … attach")
                .arg(label),
            {}};
}

core::Result<Migration> bringToHead(Connection &connection, const QString &folder, int version,
                                    const Before &before)
{
    if (version == 0 && headSchemaVersion(folder) > 0) {
        if (auto done = connection.dialect().beforeMigration(connection); !done)
            return done.error();
        const auto created = applyVersions(connection, folder, versions(folder), before);
        if (!created)
            return created.error();
        if (*created)
            return Migration::Created;
        const auto made = schemaVersion(connection, folder); // another process was faster
        if (!made)
            return made.error();
        version = *made;
    }
    if (version == headSchemaVersion(folder))
        return Migration::UpToDate;
    return upgrade(connection, folder, version);
}

} // namespace

QString migrationsFolder(const Dialect &dialect)
{
    return QStringLiteral(":/sql/%1/migrations").arg(dialect.folder());
}

int headSchemaVersion(const QString &folder)
{
    const QStringList all = versions(folder);
    return all.isEmpty() ? 0 : numberOf(all.last());
}

int headSchemaVersion()
{
    return headSchemaVersion(migrationsFolder(Dialect::of({})));
}

core::Result<int> schemaVersion(Connection &connection, const QString &folder)
{
    const auto state = knownState(connection, folder);
    if (!state)
        return state.error();
    if (state->hasVehicles)
        return notAttached(connection.label());
    return state->version;
}

core::Result<int> schemaVersion(Connection &connection)
{
    return schemaVersion(connection, migrationsFolder(connection.dialect()));
}

core::Result<Migration> migrate(Connection &connection, const QString &folder)
{
    const auto version = schemaVersion(connection, folder);
    if (!version)
        return version.error();
    return bringToHead(connection, folder, *version,
                       [&] { return runFolder(connection, folder + QStringLiteral("/../vehicles")); });
}

core::Result<Migration> migrate(Connection &connection)
{
    return migrate(connection, migrationsFolder(connection.dialect()));
}

core::Result<Migration> migrateOver(Connection &connection, const std::function<core::Result<void>()> &before)
{
    const QString folder = migrationsFolder(connection.dialect());
    const auto state = knownState(connection, folder);
    return state ? bringToHead(connection, folder, state->version, before) : state.error();
}

core::Result<QStringList> schemaStatements(const Dialect &dialect)
{
    const QString folder = migrationsFolder(dialect);
    QStringList all;
    for (const QString &name : versions(folder)) {
        auto statements = statementsOf(folder + u'/' + name);
        if (!statements)
            return statements.error();
        all.append(std::move(statements).value());
    }
    return all;
}

} // namespace db
