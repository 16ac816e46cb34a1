// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/connection.h"

#include "core/clock.h"
#include "db/dialect.h"
#include "db/hangup.h"
#include "db/silencewatch.h"
#include "db/sqltext.h"
#include "db/values.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QDir>
#include <QLoggingCategory>
#include <QMultiHash>
#include <QSocketNotifier>
#include <QSqlDatabase>
#include <QSqlDriver>
#include <QSqlError>
#include <QThread>

#include <atomic>

namespace db {

namespace {

Q_LOGGING_CATEGORY(lcDb, "retrydesk.db", QtWarningMsg)

//! So long may the first settings of a session take, in milliseconds.
constexpr int kSetUpMs = 20'000;
//! So much later than the server ends a statement may its answer be here.
constexpr int kOverdueMs = 10'000;
//! So long is a server asked what became of a commit that it did not answer, and how often.
constexpr int kFateMs = 2'000;
constexpr int kAskAgainMs = 50;

//! Waits for an answer of the server, but not for ever.
template <typename Ask>
auto awaited(SilenceWatch *watch, Ask &&ask)
{
    const Awaited answer(watch);
    return ask();
}

//! As columns hold it.
QVariant plainValue(const QVariant &value)
{
    if (value.userType() == QMetaType::Bool)
        return value.toInt();
    return value.userType() == QMetaType::QString ? QVariant(storableText(value.toString())) : value;
}

//! The statement helps where it may be at fault; a full disk, a lock or a foreign file explain themselves.
void logRefusal(const core::Error &error, const QString &sql)
{
    if (error.code == core::ErrorCode::Database)
        qCWarning(lcDb).noquote() << error.detail << sql.left(200);
}

} // namespace

//! A session with the database, and its statements that nobody uses. Its driver goes first: a statement that
//! outlives it says goodbye to nobody. The name comes from a counter.
class Session
{
public:
    explicit Session(const QString &driver) { QSqlDatabase::addDatabase(driver, name); }
    ~Session() { QSqlDatabase::removeDatabase(name); }
    Q_DISABLE_COPY_MOVE(Session)

    const QString name = nextName();
    QMultiHash<QString, std::shared_ptr<QSqlQuery>> idle;

private:
    static QString nextName()
    {
        static std::atomic<int> counter{0};
        return QStringLiteral("retrydesk-%1").arg(++counter);
    }
};

Statement::Statement(Connection &connection, const QString &key, std::shared_ptr<QSqlQuery> query,
                     std::shared_ptr<Session> session)
    : m_connection(&connection), m_key(key), m_query(std::move(query)), m_session(std::move(session))
{
}

Statement::Statement(Connection &connection, const QString &sql, std::shared_ptr<QSqlQuery> query)
    : m_connection(&connection), m_text(sql), m_query(std::move(query)), m_session(connection.m_session)
{
}

Statement::~Statement()
{
    if (!m_query)
        return;
    m_query->finish();
    if (!m_text && m_session == m_connection->m_session)
        m_session->idle.insert(m_key, std::move(m_query));
}

Statement &Statement::bind(const char *name, const QVariant &value)
{
    const QVariant plain = plainValue(value);
    if (m_text)
        m_values.insert(QLatin1String(name), plain);
    else
        m_query->bindValue(QLatin1String(name), plain);
    return *this;
}

Statement &Statement::bind(const char *name, const QDateTime &time)
{
    return bind(name, time.isValid() ? QVariant(core::toTimeText(time)) : QVariant());
}

core::Result<void> Statement::execText()
{
    if (m_connection->m_inTransaction && m_session != m_connection->m_session)
        return m_connection->replaced();
    const QString sql = withValues(*m_text, m_values);
    auto done = m_connection->exec(*m_query, sql);
    if (!done)
        logRefusal(done.error(), *m_text);
    return done;
}

core::Result<void> Statement::exec()
{
    if (m_text)
        return execText();
    if (m_session != m_connection->m_session)
        return m_connection->replaced();
    if (awaited(m_connection->m_watch.get(), [this] { return m_query->exec(); }))
        return {};
    const core::Error error = m_connection->toError(m_query->lastError());
    logRefusal(error, m_query->lastQuery());
    return error;
}

bool Statement::next()
{
    if (m_query->next())
        return true;
    if (auto done = finished(); !done)
        logRefusal(done.error(), m_query->lastQuery());
    return false;
}

core::Result<void> Statement::finished() const
{
    const QSqlError error = m_query->lastError();
    return error.isValid() ? core::Result<void>(m_connection->toError(error)) : core::Result<void>();
}

core::Result<bool> Statement::any()
{
    const bool found = next();
    while (found && next()) {
    }
    if (auto done = finished(); !done)
        return done.error();
    return found;
}

QString Statement::text(int column) const
{
    const QVariant stored = value(column);
    return stored.userType() == QMetaType::QDateTime && !stored.isNull()
               ? core::toTimeText(stored.toDateTime())
               : stored.toString();
}

QDateTime Statement::time(int column) const
{
    const QVariant stored = value(column);
    if (stored.isNull())
        return {};
    return stored.userType() == QMetaType::QDateTime ? stored.toDateTime().toUTC()
                                                     : core::fromTimeText(stored.toString());
}

std::optional<int> Statement::optionalInteger(int column) const
{
    return isNull(column) ? std::nullopt : std::optional(integer(column));
}

std::optional<qint64> Statement::optionalNumber(int column) const
{
    return isNull(column) ? std::nullopt : std::optional(number(column));
}

Connection::Connection(const QString &path, std::shared_ptr<HangUp> hangUp)
    : m_path(path), m_dialect(Dialect::of(path)), m_label(m_dialect.label(path)), m_hangUp(std::move(hangUp))
{
}

core::Result<std::unique_ptr<Connection>> Connection::open(const QString &path, bool create,
                                                           std::shared_ptr<HangUp> hangUp)
{
    std::unique_ptr<Connection> connection(new Connection(path, std::move(hangUp)));
    if (auto possible = connection->m_dialect.check(path, create); !possible)
        return possible.error();
    if (auto begun = connection->begin(); !begun)
        return begun.error();
    return connection;
}

core::Result<void> Connection::begin()
{
    m_session = std::make_shared<Session>(m_dialect.driver());
    {
        QSqlDatabase session = database();
        if (auto configured = m_dialect.configure(session, m_path); !configured)
            return configured;
    }
    return connect();
}

core::Result<void> Connection::connect()
{
    if (m_hangUp && m_hangUp->isHungUp()) {
        return core::Error{
            core::ErrorCode::Busy,
            QCoreApplication::translate("db::Connection", "The workspace %1 is being closed.").arg(m_label),
            {}};
    }
    QSqlDatabase session = database();
    m_isLost = false;
    m_isSetUp = false;
    if (!session.open())
        return toError(session.lastError());
    setWatch(m_dialect.watch(session, kSetUpMs));
    const auto pooled = awaited(m_watch.get(), [&] { return m_dialect.isPooled(session); });
    if (!pooled)
        return pooled.error();
    m_isPooled = *pooled;
    auto setUp = this->setUp();
    m_isSetUp = setUp.hasValue();
    return setUp;
}

//! What each session begins with.
core::Result<void> Connection::setUp()
{
    const QStringList settings = m_isPooled ? QStringList() : sqlNames(m_dialect, QStringLiteral("session"));
    for (const QString &setting : settings) {
        if (auto done = run(sqlFile(m_dialect, QStringLiteral("session/") + setting)); !done)
            return done;
    }
    const auto timeout = m_dialect.statementTimeout(*this);
    if (!timeout)
        return timeout.error();
    if (m_watch)
        m_watch->setLimit(*timeout == 0 ? 0 : *timeout + kOverdueMs);
    return subscribe();
}

core::Result<void> Connection::listen(QObject *context, std::function<void(const QString &)> heard)
{
    m_listener = context;
    m_heard = std::move(heard);
    return subscribe();
}

core::Result<void> Connection::subscribe()
{
    const QString channel = m_dialect.channel();
    if (!m_listener || m_isPooled || channel.isEmpty())
        return {};
    QSqlDriver *driver = database().driver();
    // Queued: whoever hears may lose the session over it, and the driver with it.
    QObject::connect(
        driver, &QSqlDriver::notification, m_listener.data(),
        [heard = m_heard](const QString &, QSqlDriver::NotificationSource source, const QVariant &what) {
            if (source == QSqlDriver::OtherSource)
                heard(what.toString());
        },
        Qt::QueuedConnection);
    if (!awaited(m_watch.get(), [&] { return driver->subscribeToNotification(channel); }))
        return toError(driver->lastError());
    if (!m_watch)
        return {};
    // The driver looks at its socket for ever, even when the library has closed it at the end of the session.
    m_ending = std::make_unique<QSocketNotifier>(m_watch->socket(), QSocketNotifier::Read);
    QObject::connect(m_ending.get(), &QSocketNotifier::activated, m_ending.get(), [this] {
        if (!m_watch->isEnded())
            return;
        m_ending->setEnabled(false);
        if (!m_inTransaction)
            leave();
    });
    return {};
}

//! A transaction ends with its session; outside of one, a lost session is replaced: also one that its server,
//! or what stands in between, ended while nothing was asked.
core::Result<void> Connection::ensureSession()
{
    if (!m_isLost && m_isSetUp && !m_inTransaction && m_watch && m_watch->isEnded())
        leave();
    if (!m_isLost)
        return {};
    return m_inTransaction ? core::Result<void>(*m_spoilt) : reconnect();
}

core::Result<void> Connection::reconnect()
{
    setWatch(nullptr);
    auto connected = begin();
    m_isLost = !connected;
    if (connected && m_listener) { // what was announced meanwhile was not heard
        QMetaObject::invokeMethod(
            m_listener.data(),
            [heard = m_heard] {
                heard(QStringLiteral("options"));
                heard(QStringLiteral("work"));
            },
            Qt::QueuedConnection);
    }
    return connected;
}

void Connection::leave()
{
    m_isLost = true;
    if (m_ending)
        m_ending->setEnabled(false);
    database().close(); // nobody is to look at its socket: the number may be given away again
}

core::Error Connection::replaced() const
{
    return m_dialect.toError(QSqlError({}, {}, QSqlError::ConnectionError), m_label);
}

core::Error Connection::toError(const QSqlError &error)
{
    core::Error said = m_dialect.toError(error, m_label);
    if (m_isLost || m_dialect.isLost(database(), error)) {
        leave();
        said = m_dialect.toError(QSqlError(error.driverText(), error.databaseText(),
                                           QSqlError::ConnectionError, error.nativeErrorCode()),
                                 m_label);
    }
    if (m_inTransaction && (m_isLost || m_dialect.errorEndsTransaction()) && !m_spoilt)
        m_spoilt = said;
    return said;
}

Connection::~Connection()
{
    setWatch(nullptr);
}

void Connection::setWatch(std::unique_ptr<SilenceWatch> watch)
{
    m_ending.reset();
    if (m_hangUp && m_watch)
        m_hangUp->remove(m_watch.get());
    m_watch = std::move(watch);
    if (m_hangUp && m_watch)
        m_hangUp->add(m_watch.get());
}

QSqlDatabase Connection::database() const
{
    return QSqlDatabase::database(m_session->name, false);
}

core::Result<Statement> Connection::take(const QString &key, const QString &sql)
{
    if (auto there = ensureSession(); !there)
        return there.error();
    if (auto idle = m_session->idle.take(key))
        return Statement(*this, key, std::move(idle), m_session);
    auto query = std::make_shared<QSqlQuery>(database());
    if (m_isPooled)
        return Statement(*this, sql, std::move(query));
    query->setForwardOnly(m_dialect.readsForwardOnly());
    if (!awaited(m_watch.get(), [&] { return query->prepare(sql); })) {
        const core::Error error = toError(query->lastError());
        logRefusal(error, sql);
        return error;
    }
    return Statement(*this, key, std::move(query), m_session);
}

core::Result<Statement> Connection::statement(const char *name)
{
    const QString key = QLatin1String(name);
    return take(key, sqlText(m_dialect, key));
}

core::Result<Statement> Connection::prepare(const QString &sql)
{
    return take(sql, sql);
}

core::Result<void> Connection::run(const QString &sql)
{
    if (auto there = ensureSession(); !there)
        return there;
    QSqlQuery query(database());
    return exec(query, sql);
}

//! Where nothing can be kept in the session, a statement by itself becomes a transaction with its settings.
core::Result<void> Connection::exec(QSqlQuery &query, const QString &sql)
{
    const auto ask = [&] { return query.exec(sql); };
    if (!m_isPooled || m_inTransaction) {
        const bool isDone = awaited(m_watch.get(), ask);
        return isDone ? core::Result<void>() : core::Result<void>(toError(query.lastError()));
    }
    Transaction alone(*this);
    if (auto begun = alone.begin(); !begun)
        return begun;
    query = QSqlQuery(database()); // the session may be a new one
    if (!awaited(m_watch.get(), ask))
        return toError(query.lastError());
    return alone.commit();
}

Transaction::~Transaction()
{
    if (!m_open)
        return;
    // After an error of the disk SQLite has rolled back by itself; a lost session took its transaction along.
    if (!m_connection.m_isLost) {
        if (auto rolledBack = m_connection.run(QStringLiteral("ROLLBACK")); !rolledBack)
            qCInfo(lcDb).noquote() << "rollback:" << rolledBack.error().detail;
    }
    m_connection.m_inTransaction = false;
    m_connection.m_spoilt.reset();
}

core::Result<void> Transaction::begin()
{
    if (auto there = m_connection.ensureSession(); !there)
        return there;
    m_connection.m_inTransaction = true;
    QSqlQuery query(m_connection.database());
    const auto begun = m_connection.exec(query, m_connection.dialect().begin());
    m_open = begun.hasValue();
    if (!m_open) {
        m_connection.m_inTransaction = false;
        m_connection.m_spoilt.reset();
        return begun;
    }
    return m_connection.m_isPooled ? m_connection.run(m_connection.dialect().transactionSettings())
                                   : core::Result<void>();
}

core::Result<void> Transaction::learnName()
{
    const QString sql = m_connection.dialect().nameQuery();
    if (sql.isEmpty())
        return {};
    QSqlQuery query(m_connection.database());
    if (auto asked = m_connection.exec(query, sql); !asked)
        return asked;
    if (query.next())
        m_name = query.value(0).toString();
    return {};
}

core::Result<void> Transaction::commit()
{
    // A server answers the commit of a spoilt transaction with a rollback and without an error.
    if (m_connection.m_spoilt)
        return *m_connection.m_spoilt;
    if (auto named = learnName(); !named)
        return named;
    auto committed = m_connection.run(QStringLiteral("COMMIT"));
    if (!committed && !m_connection.m_isLost)
        return committed;
    m_open = false;
    m_connection.m_inTransaction = false;
    m_connection.m_spoilt.reset();
    if (committed || m_name.isEmpty()) // what has written nothing loses nothing
        return {};
    return learnFate(committed.error());
}

//! Without a transaction even where a pooler is: its commit could be lost as well.
core::Result<QString> Transaction::askFate()
{
    if (auto there = m_connection.ensureSession(); !there)
        return there.error();
    QSqlQuery query(m_connection.database());
    const QString sql = m_connection.dialect().fateQuery(m_name);
    if (!awaited(m_connection.m_watch.get(), [&] { return query.exec(sql); }))
        return m_connection.toError(query.lastError());
    return query.next() ? query.value(0).toString() : QString();
}

core::Result<void> Transaction::learnFate(const core::Error &lost)
{
    const QDeadlineTimer patience(kFateMs);
    auto fate = askFate();
    while ((fate ? *fate == QLatin1String("in progress") : m_connection.m_isLost) && !patience.hasExpired()) {
        QThread::msleep(kAskAgainMs);
        fate = askFate();
    }
    if (fate && *fate == QLatin1String("committed"))
        return {};
    if (fate && *fate == QLatin1String("aborted"))
        return lost;
    return core::Error{
        core::ErrorCode::Busy,
        QCoreApplication::translate("db::Connection",
                                    "The connection to %1 broke while the server was storing this, and it "
                                    "cannot be asked whether it did: look what is there before you do it "
                                    "again.")
            .arg(m_connection.label()),
        lost.detail};
}

Savepoint::~Savepoint()
{
    if (!m_open || m_connection.m_isLost)
        return;
    // The way back is open even where an error has ended the rest of the transaction.
    auto back = m_connection.run(QStringLiteral("ROLLBACK TO SAVEPOINT answer"));
    if (back) {
        m_connection.m_spoilt.reset();
        back =
            m_connection.run(QStringLiteral("RELEASE SAVEPOINT answer")); // else it would shadow an outer one
    }
    if (!back)
        qCInfo(lcDb).noquote() << "savepoint:" << back.error().detail;
}

core::Result<void> Savepoint::begin()
{
    if (!m_connection.m_inTransaction)
        return {}; // each statement stands for itself
    auto begun = m_connection.run(QStringLiteral("SAVEPOINT answer"));
    m_open = begun.hasValue();
    return begun;
}

core::Result<void> Savepoint::release()
{
    if (!m_open)
        return {};
    auto released = m_connection.run(QStringLiteral("RELEASE SAVEPOINT answer"));
    if (released)
        m_open = false;
    return released;
}

} // namespace db
