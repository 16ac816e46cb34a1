// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>

#include <stdexcept>

namespace ctltest {

namespace {

QVariantList firstColumn(const QSqlDatabase &database, const QString &sql)
{
    QSqlQuery query(database);
    if (!query.exec(sql))
        throw std::runtime_error(query.lastError().text().toStdString() + ' ' + sql.toStdString());
    QVariantList values;
    while (query.next())
        values.append(dbtest::plain(query.value(0)));
    return values;
}

//! A connection for one statement: the file belongs to the program under test.
class Sqlite
{
public:
    explicit Sqlite(const QString &file)
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), name());
        database.setDatabaseName(file);
        database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=10000"));
        if (!database.open())
            throw std::runtime_error(database.lastError().text().toStdString());
    }
    ~Sqlite() { QSqlDatabase::removeDatabase(name()); }
    Q_DISABLE_COPY_MOVE(Sqlite)

    QVariantList column(const QString &sql) const { return firstColumn(QSqlDatabase::database(name()), sql); }

private:
    static QString name() { return QStringLiteral("ctltest"); }
};

QString typeOf(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Null:
        return QStringLiteral("null");
    case QJsonValue::Bool:
        return QStringLiteral("bool");
    case QJsonValue::Double:
        return QStringLiteral("number");
    case QJsonValue::String:
        return QStringLiteral("string");
    case QJsonValue::Array:
        return QStringLiteral("array");
    case QJsonValue::Object:
        return QStringLiteral("object");
    case QJsonValue::Undefined:
        break;
    }
    return QStringLiteral("absent");
}

QString compare(const QJsonValue &value, const QJsonValue &shape, const QString &where)
{
    const auto isNot = [&](const QString &expected) {
        return QStringLiteral("%1 is %2, not %3").arg(where, typeOf(value), expected);
    };
    if (shape.isString()) {
        const QString expected = shape.toString();
        const bool fits =
            typeOf(value) == QString(expected).remove(u'?') || (expected.endsWith(u'?') && value.isNull());
        return fits ? QString() : isNot(expected);
    }
    if (shape.isArray()) {
        if (!value.isArray())
            return isNot(QStringLiteral("array"));
        for (const QJsonValue &item : value.toArray()) {
            if (const QString problem = compare(item, shape.toArray().first(), where + QStringLiteral("[]"));
                !problem.isEmpty())
                return problem;
        }
        return {};
    }
    if (!value.isObject())
        return isNot(QStringLiteral("object"));
    const QJsonObject expected = shape.toObject();
    const bool anyKeys = expected.contains(QStringLiteral("*"));
    const QStringList keys = anyKeys ? value.toObject().keys() : expected.keys();
    for (const QString &key : keys) {
        const QJsonValue inner = expected.value(anyKeys ? QStringLiteral("*") : key);
        if (const QString problem = compare(value.toObject().value(key), inner, where + u'.' + key);
            !problem.isEmpty())
            return problem;
    }
    return {};
}

} // namespace

QJsonObject Run::json() const
{
    const auto all = lines();
    return all.size() == 1 ? all.first() : QJsonObject();
}

QList<QJsonObject> Run::lines() const
{
    QList<QJsonObject> objects;
    for (const QByteArray &line : out.trimmed().split('\n')) {
        const QJsonDocument document = QJsonDocument::fromJson(line);
        if (!document.isObject())
            return {};
        objects.append(document.object());
    }
    return objects;
}

QString Run::complaintAboutError() const
{
    const QString text = errorText();
    static const QRegularExpression noise(QStringLiteral(
        "SELECT|INSERT|UPDATE|PRAGMA|BEGIN|QSql|QIODevice|retrydesk\\.(db|pipeline|net)|qt\\."));
    if (!text.startsWith(QLatin1String("retrydeskctl: ")))
        return QStringLiteral("does not name the program: \"%1\"").arg(text);
    if (text.contains(u'\n'))
        return QStringLiteral("more than a line: ") + text;
    if (noise.match(text).hasMatch())
        return QStringLiteral("noise: ") + text;
    if (text.size() < 30 || text.size() > 600)
        return QStringLiteral("too short or too long: ") + text;
    return {};
}

Ctl::Ctl() : m_environment(QProcessEnvironment::systemEnvironment())
{
    if (!m_folder.isValid())
        throw std::runtime_error("no temporary folder");
    for (const char *name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "QT_LOGGING_RULES"})
        m_environment.remove(QLatin1String(name));
    setVariable("HOME", m_folder.path());
    setVariable("XDG_DATA_HOME", path(QStringLiteral("data")));
    setVariable("RETRYDESK_WORKSPACE", workspace());
}

std::unique_ptr<QProcess> Ctl::start(const QStringList &arguments) const
{
    auto process = std::make_unique<QProcess>();
    process->setProcessEnvironment(m_environment);
    process->setWorkingDirectory(m_folder.path());
    process->start(QStringLiteral(RETRYDESKCTL), arguments);
    return process;
}

Run Ctl::finish(QProcess &process, int timeoutMs)
{
    Run run;
    if (!process.waitForFinished(timeoutMs)) {
        process.kill();
        process.waitForFinished();
    } else if (process.exitStatus() == QProcess::NormalExit) {
        run.code = process.exitCode();
    }
    run.out = process.readAllStandardOutput();
    run.err = process.readAllStandardError();
    return run;
}

Run Ctl::run(const QStringList &arguments, int timeoutMs) const
{
    return finish(*start(arguments), timeoutMs);
}

Run Ctl::json(QStringList arguments, int timeoutMs) const
{
    return run(arguments << QStringLiteral("--format") << QStringLiteral("json"), timeoutMs);
}

void Ctl::create(const QStringList &settings)
{
    QStringList init{QStringLiteral("init")};
    if (dbtest::onPostgres()) {
        m_database = std::make_unique<dbtest::TestDatabase>();
        setVariable("RETRYDESK_WORKSPACE", workspace());
        init << QStringLiteral("--images") << images();
    }
    const Run run = this->run(init);
    if (run.code != 0)
        throw std::runtime_error(run.err.toStdString());
    set(QStringLiteral("net.allow"), QStringLiteral("127.0.0.0/8"));
    set(QStringLiteral("net.rate_per_host"), QStringLiteral("0"));
    for (qsizetype i = 0; i + 1 < settings.size(); i += 2)
        set(settings.at(i), settings.at(i + 1));
}

void Ctl::set(const QString &key, const QString &value) const
{
    const Run run = this->run({QStringLiteral("config"), QStringLiteral("set"), key, value});
    if (run.code != 0)
        throw std::runtime_error(run.err.toStdString());
}

QString Ctl::write(const QString &name, const QByteArray &bytes) const
{
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        throw std::runtime_error(file.errorString().toStdString());
    return file.fileName();
}

QVariantList Ctl::column(const QString &sql) const
{
    if (m_database)
        return firstColumn(dbtest::must(db::Connection::open(workspace()))->database(), sql);
    return Sqlite(workspace()).column(sql);
}

void Ctl::execute(const QString &sql, const QString &file) const
{
    if (file.isEmpty())
        column(sql);
    else
        Sqlite(file).column(sql);
}

QString mismatch(const QJsonValue &value, const char *shape)
{
    const QJsonDocument document = QJsonDocument::fromJson(shape);
    if (document.isNull())
        return QStringLiteral("the shape is no JSON");
    return compare(value, document.object(), QStringLiteral("it"));
}

} // namespace ctltest
