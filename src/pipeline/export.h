// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filter.h"

#include <QString>
#include <QStringList>

namespace pipeline {

struct ExportRequest
{
    QString file; //!< the CSV; the manifest is FILE.manifest.json beside it
    core::Filter filter;
    QStringList vehicleIds; //!< when not empty, only these, in this order
    QStringList columns;    //!< empty = all of exportColumns()
    bool raw = false;       //!< no protection against spreadsheet formulas
};

struct ExportSummary
{
    qint64 rows = 0;
    QString file;
    QString sha256;
};

//! The columns a report can have, in their default order.
QStringList exportColumns();

} // namespace pipeline
