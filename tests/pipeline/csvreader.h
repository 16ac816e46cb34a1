// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <stdexcept>
#include <vector>

namespace pipetest {

//! Reads CSV by the letter of RFC 4180: lines end with CR LF, quotes inside quotes are doubled, nothing
//! stands outside of quotes in a quoted cell. Throws for anything else, so that a sloppy writer is noticed.
inline std::vector<QStringList> readCsv(const QByteArray &bytes)
{
    std::vector<QStringList> rows;
    QStringList row;
    qsizetype i = 0;
    const auto at = [&](qsizetype place) { return place < bytes.size() ? bytes[place] : '\0'; };
    while (i < bytes.size()) {
        QByteArray cell;
        if (at(i) == '"') {
            for (++i; at(i) != '"' || at(i + 1) == '"'; ++i) {
                if (i >= bytes.size())
                    throw std::runtime_error("a quoted cell does not end");
                i += at(i) == '"' ? 1 : 0;
                cell += bytes[i];
            }
            ++i;
        } else {
            while (i < bytes.size() && at(i) != ',' && at(i) != '\r' && at(i) != '\n')
                cell += bytes[i++];
        }
        row.append(QString::fromUtf8(cell));
        if (at(i) == ',') {
            ++i;
            continue;
        }
        if (at(i) != '\r' || at(i + 1) != '\n')
            throw std::runtime_error("a line that does not end with CR LF");
        i += 2;
        rows.push_back(row);
        row.clear();
    }
    if (!row.isEmpty())
        throw std::runtime_error("the last line does not end");
    return rows;
}

} // namespace pipetest
