// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/attachment.h"

#include "db/dialect.h"
#include "db/mappedcolumns.h"
#include "db/migrator.h"
#include "db/sqltext.h"

#include <QCoreApplication>

namespace db {

namespace {

//! The oldest server that has all the schema uses.
constexpr int kOldestServer = 130000;

QString tr(const char *text)
{
    return QCoreApplication::translate("db::Attachment", text);
}

template <typename Make>
auto list(Connection &connection, const char *query, Make make)
    -> core::Result<std::vector<std::decay_t<decltype(make(std::declval<const Statement &>()))>>>
{
    auto statement = connection.statement(query);
    if (!statement)
        return statement.error();
    return statement->list(make);
}

//! The statements that put a view with our columns before a table that has others; none when it has ours.
QStringList bridge(const Dialect &dialect, const QString &table, const Columns &all)
{
    const Columns columns = columnsOf(all, table);
    if (std::all_of(columns.begin(), columns.end(), std::mem_fn(&MappedColumn::isSame)))
        return {};
    QStringList theirs, stored, changed, values, seen, read;
    for (const MappedColumn &column : columns) {
        if (column.assigned.isEmpty())
            continue;
        theirs.append(column.theirName);
        stored.append(column.assigned);
        if (column.name == QLatin1String("id"))
            continue;
        changed.append(column.theirName);
        values.append(column.assigned);
        seen.append(column.expression);
        read.append(QStringLiteral("OLD.") + column.name);
    }
    const auto text = [&](const char *name) -> QString {
        return sqlFile(dialect, QStringLiteral("templates/create_mapped_") + QLatin1String(name));
    };
    const QString comma = QStringLiteral(", ");
    return {
        text("view").arg(table, shownColumns(columns, table)),
        text("insert").arg(table, theirs.join(comma), stored.join(comma)),
        text("insert_trigger").arg(table),
        text("update").arg(table, changed.join(comma), values.join(comma), seen.join(comma),
                           read.join(comma)),
        text("update_trigger").arg(table),
        text("delete").arg(table),
        text("delete_trigger").arg(table),
    };
}

//! What comes before our schema.
QStringList bridges(const Dialect &dialect, const Columns &columns)
{
    QStringList all = {sqlText(dialect, QStringLiteral("create_schema"))};
    for (const QString &table : {QStringLiteral("vehicles"), QStringLiteral("vehicle_images")})
        all.append(bridge(dialect, table, columns));
    return all;
}

//! Why nothing can be read from the tables.
void addUnreadable(AttachReport &report, const QString &why)
{
    report.unreadable.append(why);
    report.refusals.append(why);
}

void describe(const MappedColumn &column, AttachReport &report)
{
    const QString name = column.table + u'.' + column.name;
    if (column.isInTheWay()) {
        addUnreadable(
            report,
            column.theirName.isEmpty()
                ? tr("The column %1 is missing.").arg(name)
                : tr("The column %1 has the type %2, which cannot be read.").arg(name, column.theirType));
        return;
    }
    const QHash<QString, QString> notes = {
        {QStringLiteral("renamed"), tr("%1 is called %2 here.").arg(name, column.theirName)},
        {QStringLiteral("cast"), tr("%1 has the type %2 here and is converted.").arg(name, column.theirType)},
        {QStringLiteral("computed"), tr("%1 is computed by the database and never written.").arg(name)},
        {QStringLiteral("required"),
         tr("%1 must have a value here: an unknown one is stored as empty text.").arg(name)},
        {QStringLiteral("missing"), tr("%1 is missing: its value is not kept.").arg(name)},
        {QStringLiteral("other_type"),
         tr("%1 has the type %2: it is neither read nor written.").arg(name, column.theirType)},
    };
    if (notes.contains(column.how))
        report.notes.append(notes.value(column.how));
}

//! The role, its rights and the tables themselves.
core::Result<AttachReport> inspectTables(Connection &connection)
{
    auto tables = connection.statement("select_existing_tables");
    if (!tables)
        return tables.error();
    if (auto done = tables->exec(); !done)
        return done.error();
    if (!tables->next())
        return core::Error{
            core::ErrorCode::Internal, tr("The catalogue of the database gave no answer."), {}};
    AttachReport report;
    report.role = tables->text(0);
    report.vehicles = tables->number(6);
    report.images = tables->number(7);
    const auto refuseIf = [&](bool is, const QString &why) {
        if (is)
            report.refusals.append(why);
    };
    const auto unreadableIf = [&](bool is, const QString &why) {
        if (is)
            addUnreadable(report, why);
    };
    unreadableIf(tables->integer(10) < kOldestServer,
                 tr("The server is too old: PostgreSQL 13 or newer is needed."));
    if (!tables->isNull(1)) {
        refuseIf(true,
                 tr("No table of this name in the schema public: %1. Without vehicles and vehicle_images "
                    "this is no database of the system.")
                     .arg(tables->text(1)));
        return report;
    }
    unreadableIf(!tables->flag(2),
                 tr("Row level security hides rows from the role %1. Connect as a role that "
                    "bypasses it, such as postgres.")
                     .arg(report.role));
    refuseIf(!tables->flag(3),
             tr("The role %1 may not add triggers to the tables. Connect as their owner.").arg(report.role));
    refuseIf(!tables->flag(4),
             tr("The role %1 may not read and write the tables. Connect as their owner.").arg(report.role));
    refuseIf(!tables->flag(5), tr("The role %1 may not create a schema in this database. Let its owner grant "
                                  "CREATE, or connect as the owner.")
                                   .arg(report.role));
    refuseIf(!tables->isNull(8), tr("The column id is no unique key in: %1.").arg(tables->text(8)));
    unreadableIf(!tables->isNull(9),
                 tr("The column id is neither uuid nor text in: %1.").arg(tables->text(9)));
    return report;
}

core::Result<void> inspectRules(Connection &connection, AttachReport &report)
{
    const auto required = list(connection, "list_required_columns", [](const Statement &row) -> QString {
        return tr("%1.%2 needs a value that Retrydesk does not know: it can mend vehicles that are there, "
                  "but "
                  "not add to this table.")
            .arg(row.text(0), row.text(1));
    });
    if (!required)
        return required.error();
    const auto rules = list(connection, "list_image_rules", [](const Statement &row) -> QString {
        return tr("The rule %1 of vehicle_images does not know the source bat_import and may refuse images: "
                  "%2")
            .arg(row.text(0), row.text(1));
    });
    if (!rules)
        return rules.error();
    const auto triggers = list(connection, "list_foreign_triggers", [](const Statement &row) -> QString {
        return tr("The trigger %2 of %1 runs when Retrydesk writes, too.").arg(row.text(0), row.text(1));
    });
    if (!triggers)
        return triggers.error();
    report.warnings += QStringList(required->begin(), required->end());
    report.warnings += QStringList(rules->begin(), rules->end());
    report.notes += QStringList(triggers->begin(), triggers->end());
    return {};
}

core::Error refused(const AttachReport &report, const QString &label)
{
    return {
        core::ErrorCode::Schema, tr("%1 cannot be attached. %2").arg(label, report.refusals.join(u' ')), {}};
}

core::Result<void> runAll(Connection &connection, const QStringList &statements)
{
    for (const QString &statement : statements) {
        if (auto done = connection.run(statement); !done)
            return done;
    }
    return {};
}

} // namespace

core::Result<AttachReport> inspectForAttach(Connection &connection)
{
    const Dialect &dialect = connection.dialect();
    if (!dialect.canAttach()) {
        return core::Error{
            core::ErrorCode::Usage,
            tr("Only a PostgreSQL database can be attached; a workspace file is made with init."),
            {}};
    }
    auto report = inspectTables(connection);
    if (!report || !report->unreadable.isEmpty())
        return report;
    const auto columns = mappedColumns(connection);
    if (!columns)
        return columns.error();
    for (const MappedColumn &column : *columns)
        describe(column, *report);
    if (auto done = inspectRules(connection, *report); !done)
        return done.error();
    const auto state = dialect.schemaState(connection);
    if (!state)
        return state.error();
    report->isAttached = state->version > 0;
    if (report->isAttached || !report->refusals.isEmpty())
        return report;
    const auto schema = schemaStatements(dialect);
    if (!schema)
        return schema.error();
    report->statements = bridges(dialect, *columns) + *schema;
    report->statements.append(sqlText(dialect, QStringLiteral("update_schema_version"))
                                  .replace(QLatin1String(":version"), QString::number(headSchemaVersion())));
    return report;
}

core::Result<void> attach(Connection &connection)
{
    const auto report = inspectForAttach(connection);
    if (!report)
        return report.error();
    if (!report->refusals.isEmpty())
        return refused(*report, connection.label());
    const auto migrated = migrateOver(connection, [&]() -> core::Result<void> {
        const auto columns = mappedColumns(connection);
        if (!columns)
            return columns.error();
        return runAll(connection, bridges(connection.dialect(), *columns));
    });
    return migrated ? core::Result<void>() : migrated.error();
}

core::Result<void> detach(Connection &connection)
{
    if (!connection.dialect().canAttach()) {
        return core::Error{
            core::ErrorCode::Usage,
            tr("Only a PostgreSQL database can be detached; a workspace file is simply deleted."),
            {}};
    }
    return inTransaction(connection, [&]() -> core::Result<void> {
        if (auto locked = connection.dialect().lockSchema(connection); !locked)
            return locked;
        const auto state = connection.dialect().schemaState(connection);
        if (!state)
            return state.error();
        if (state->version == 0) {
            return core::Error{core::ErrorCode::Schema,
                               tr("There is nothing of Retrydesk in %1.").arg(connection.label()),
                               {}};
        }
        return connection.run(sqlText(connection.dialect(), QStringLiteral("drop_schema")));
    });
}

core::Result<std::optional<FillProgress>> fillProgress(Connection &connection)
{
    const auto rows = list(connection, "select_state_fill", [](const Statement &row) {
        return FillProgress{row.number(0), row.number(1)};
    });
    if (!rows)
        return rows.error();
    return rows->empty() ? std::nullopt : std::optional(rows->front());
}

core::Result<int> fillStates(Connection &connection, int many)
{
    return inTransaction(connection, [&]() -> core::Result<int> {
        auto statement = connection.statement("fill_states");
        if (!statement)
            return statement.error();
        if (auto done = statement->bind(":many", many).exec(); !done)
            return done.error();
        if (!statement->next()) {
            auto read = statement->finished();
            return read ? core::Result<int>(0) : read.error();
        }
        return statement->integer(0);
    });
}

} // namespace db
