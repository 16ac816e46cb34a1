// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/changemark.h"

namespace db {

core::Result<QString> changeMark(Connection &connection)
{
    auto statement = connection.statement("select_change_mark");
    if (!statement)
        return statement.error();
    const auto marks = statement->list([](const Statement &row) { return row.text(0); });
    if (!marks)
        return marks.error();
    return marks->empty() ? QString() : marks->front();
}

} // namespace db
