// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace core {

//! How a cell is written.
enum class CsvGuard {
    Spreadsheet, //!< what a spreadsheet would take for a formula gets a ' in front
    Raw          //!< as it is
};

//! One text cell, quoted (RFC 4180): quotes doubled. NUL characters are dropped.
QByteArray csvText(const QString &text, CsvGuard guard);
//! One cell that must stay text in a spreadsheet though it looks like a number: VINs and ids.
QByteArray csvIdentifier(const QString &text, CsvGuard guard);
//! One number cell, quoted; empty when there is none.
QByteArray csvNumber(qint64 number);

} // namespace core
