// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/sqltext.h"

#include "db/dialect.h"

#include <QDir>
#include <QFile>
#include <QHash>
#include <QLocale>
#include <QMutex>
#include <QRegularExpression>

namespace db {

namespace {

//! Qt looks for placeholders before the database sees the text, and takes an apostrophe in a comment for a
//! quote.
QString withoutComments(const QString &sql)
{
    QStringList lines = sql.split(u'\n');
    lines.removeIf([](const QString &line) { return line.startsWith(QLatin1String("--")); });
    return lines.join(u'\n');
}

//! Where a file or folder may be: the dialect's own goes before what is common.
QStringList places(const Dialect &dialect, const QString &path)
{
    return {QStringLiteral(":/sql/%1/%2").arg(dialect.folder(), path),
            QStringLiteral(":/sql/common/") + path};
}

//! ISO/IEC 9075-2, character string literals; bytes in the hexadecimal form of PostgreSQL's bytea.
QString literal(const QVariant &value)
{
    // Null texts and bytes are values to QVariant.
    const bool isNullText = value.userType() == QMetaType::QString && value.toString().isNull();
    const bool isNullBytes = value.userType() == QMetaType::QByteArray && value.toByteArray().isNull();
    if (value.isNull() || isNullText || isNullBytes)
        return QStringLiteral("NULL");
    QString text;
    if (value.userType() == QMetaType::QByteArray)
        text = QStringLiteral("\\x") + QString::fromLatin1(value.toByteArray().toHex());
    else if (value.userType() == QMetaType::Double)
        text = QString::number(value.toDouble(), 'g', QLocale::FloatingPointShortest);
    else
        text = value.toString();
    text.replace(u'\'', QLatin1String("''"));
    if (!text.contains(u'\\'))
        return u'\'' + text + u'\'';
    // Whatever standard_conforming_strings says: where it is off, a backslash would escape the closing quote.
    return QLatin1String("E'") + text.replace(u'\\', QLatin1String("\\\\")) + u'\'';
}

QString readFile(const QStringList &paths)
{
    for (const QString &path : paths) {
        QFile file(path + QStringLiteral(".sql"));
        if (file.open(QIODevice::ReadOnly))
            return withoutComments(QString::fromUtf8(file.readAll())).trimmed();
    }
    Q_ASSERT_X(false, "db::sqlFile", qPrintable(paths.join(u' ')));
    return {};
}

} // namespace

QString sqlFile(const Dialect &dialect, const QString &path)
{
    static QMutex mutex;
    static QHash<QString, QString> texts;
    const QStringList paths = places(dialect, path);
    const QMutexLocker locker(&mutex);
    const auto known = texts.constFind(paths.first());
    if (known != texts.constEnd())
        return *known;
    const QString text = readFile(paths);
    texts.insert(paths.first(), text);
    return text;
}

QString sqlText(const Dialect &dialect, const QString &name)
{
    return sqlFile(dialect, QStringLiteral("queries/") + name);
}

QString withValues(const QString &sql, const QVariantHash &values)
{
    // A text in quotes, a cast, or a place.
    static const QRegularExpression token(QStringLiteral("'[^']*'|::|:[a-z_][a-z0-9_]*"));
    QString filled;
    qsizetype copied = 0;
    for (auto it = token.globalMatch(sql); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        const QString name = match.captured();
        if (!name.startsWith(u':') || name == QLatin1String("::"))
            continue;
        filled += QStringView(sql).mid(copied, match.capturedStart() - copied);
        filled += literal(values.value(name));
        copied = match.capturedEnd();
    }
    return filled + QStringView(sql).mid(copied);
}

QStringList sqlNames(const Dialect &dialect, const QString &folder)
{
    QStringList names;
    for (const QString &place : places(dialect, folder)) {
        for (const QString &file : QDir(place).entryList(QDir::Files, QDir::Name))
            names.append(file.chopped(4));
    }
    names.sort();
    names.removeDuplicates();
    return names;
}

} // namespace db
