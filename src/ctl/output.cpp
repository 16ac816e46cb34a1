// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "output.h"

#include "core/passwords.h"

#include <QCoreApplication>
#include <QJsonDocument>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/ioctl.h>
#include <unistd.h>

namespace ctl {

namespace {

//! Why the last result could not be written; 0 = it could.
int g_outputError = 0;

void write(FILE *stream, const QByteArray &bytes)
{
    const auto size = static_cast<std::size_t>(bytes.size());
    if ((std::fwrite(bytes.constData(), 1, size, stream) != size || std::fflush(stream) != 0) &&
        stream == stdout)
        g_outputError = errno;
}

//! Columns of the terminal that results go to; 0 when they go to a file or a pipe.
int terminalWidth()
{
    winsize size = {};
    return isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

//! Scraped text must not steer the terminal.
QString printable(QString text)
{
    for (QChar &c : text) {
        if (!c.isPrint())
            c = u' ';
    }
    return text;
}

} // namespace

ExitCode exitCodeFor(const core::Error &error)
{
    switch (error.code) {
    case core::ErrorCode::Usage:
        return WrongUsage;
    case core::ErrorCode::Cancelled:
    case core::ErrorCode::Conflict: // what was asked for cannot be done any more
        return SomeFailed;
    case core::ErrorCode::NotFound:
    case core::ErrorCode::Database:
    case core::ErrorCode::Schema:
    case core::ErrorCode::Empty:
    case core::ErrorCode::Foreign:
    case core::ErrorCode::Storage:
    case core::ErrorCode::Network:
    case core::ErrorCode::Busy:
    case core::ErrorCode::Refused:
    case core::ErrorCode::Internal:
        return Environment;
    }
    Q_UNREACHABLE();
}

void printJson(const QJsonObject &object)
{
    write(stdout, QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
}

void printLine(const QString &line)
{
    write(stdout, printable(line).toUtf8() + '\n');
}

void printError(const core::Error &error)
{
    write(stderr, QString(QStringLiteral("retrydeskctl: ") + printable(core::withoutPasswords(error.message)))
                          .toUtf8() +
                      '\n');
}

void printProgress(const QString &line)
{
    if (isatty(fileno(stderr)))
        write(stderr, "\r\x1b[K" + printable(line).left(78).toUtf8());
}

void printTable(const QStringList &head, const QList<QStringList> &rows)
{
    QList<qsizetype> widths;
    for (const QString &title : head)
        widths.append(title.size());
    for (const QStringList &row : rows) {
        for (qsizetype i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], row.at(i).size());
    }
    const int width = terminalWidth();
    const auto print = [&widths, width](const QStringList &cells) {
        QString line;
        for (qsizetype i = 0; i < cells.size(); ++i)
            line += i + 1 < cells.size() ? cells.at(i).leftJustified(widths.at(i) + 2) : cells.at(i);
        printLine(width > 0 && line.size() > width ? QString(line.left(width - 1) + u'…') : line);
    };
    print(head);
    for (const QStringList &row : rows)
        print(row);
}

bool checkOutput()
{
    if (g_outputError == 0 || g_outputError == EPIPE)
        return true;
    printError({core::ErrorCode::Storage,
                QCoreApplication::translate("ctl", "The result could not be written (%1): it is incomplete.")
                    .arg(QString::fromLocal8Bit(std::strerror(g_outputError))),
                {}});
    return false;
}

} // namespace ctl
