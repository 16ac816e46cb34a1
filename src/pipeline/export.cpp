// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/export.h"

#include "pipeline/reportwriter.h"

namespace pipeline {

QStringList exportColumns()
{
    QStringList names;
    for (const ReportColumn &column : reportColumns())
        names.append(QLatin1String(column.name));
    return names;
}

} // namespace pipeline
