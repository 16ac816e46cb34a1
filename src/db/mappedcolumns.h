// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/connection.h"

namespace db {

//! One of the columns Retrydesk works with, and where an existing PostgreSQL database keeps it.
struct MappedColumn
{
    QString table;
    QString name;
    bool isNeeded = false; //!< nothing works without it
    QString how;           //!< same, renamed, cast, required, computed, missing or other_type
    QString theirName;
    QString theirType;
    QString expression; //!< SQL that reads it from a row called v
    QString assigned;   //!< SQL that stores it from a row called NEW; empty: nothing can be stored

    bool isSame() const { return how == QLatin1String("same"); }
    //! Needed, and not to be read.
    bool isInTheWay() const
    {
        return isNeeded && (how == QLatin1String("missing") || how == QLatin1String("other_type"));
    }
};

using Columns = std::vector<MappedColumn>;

core::Result<Columns> mappedColumns(Connection &connection);
Columns columnsOf(const Columns &columns, const QString &table);
//! The list for a SELECT from the table of others under the name v.
QString shownColumns(const Columns &columns, const QString &table);

} // namespace db
