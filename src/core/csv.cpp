// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/csv.h"

namespace core {

namespace {

QByteArray quoted(const QString &text)
{
    QByteArray bytes = text.toUtf8();
    bytes.replace('\0', QByteArray()).replace('"', "\"\"");
    return '"' + bytes + '"';
}

//! = + - @ and their full-width twins, tab, CR and LF start a formula, also behind blanks and quotes.
bool startsFormula(const QString &text)
{
    for (const QChar c : text) {
        switch (c.unicode()) {
        case u'=':
        case u'+':
        case u'-':
        case u'@':
        case u'\t':
        case u'\r':
        case u'\n':
        case u'\uFF1D':
        case u'\uFF0B':
        case u'\uFF0D':
        case u'\uFF20':
            return true;
        default:
            break;
        }
        if (!c.isSpace() && c != u'"' && c != u'\'')
            return false;
    }
    return false;
}

} // namespace

QByteArray csvText(const QString &text, CsvGuard guard)
{
    return quoted(guard == CsvGuard::Spreadsheet && startsFormula(text) ? QString(u'\'' + text) : text);
}

QByteArray csvIdentifier(const QString &text, CsvGuard guard)
{
    bool isNumber = false;
    text.toDouble(&isNumber); // 12345 and 12E45 alike
    if (guard == CsvGuard::Spreadsheet && isNumber)
        return quoted(u'\'' + text);
    return csvText(text, guard);
}

QByteArray csvNumber(qint64 number)
{
    return quoted(QString::number(number));
}

} // namespace core
