// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/mappedcolumns.h"

namespace db {

core::Result<Columns> mappedColumns(Connection &connection)
{
    auto statement = connection.statement("list_mapped_columns");
    if (!statement)
        return statement.error();
    return statement->list([](const Statement &row) {
        return MappedColumn{row.text(0), row.text(1), row.flag(2), row.text(3),
                            row.text(4), row.text(5), row.text(6), row.text(7)};
    });
}

Columns columnsOf(const Columns &columns, const QString &table)
{
    Columns some;
    for (const MappedColumn &column : columns) {
        if (column.table == table)
            some.push_back(column);
    }
    return some;
}

QString shownColumns(const Columns &columns, const QString &table)
{
    QStringList shown;
    for (const MappedColumn &column : columnsOf(columns, table))
        shown.append(column.expression + QStringLiteral(" AS ") + column.name);
    return shown.join(QStringLiteral(", "));
}

} // namespace db
