// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// retrydeskctl is killed with SIGKILL again and again while it works, alone and beside another one, then left
// to finish. RETRYDESK_LONG: ten times as often.
#include "db/connection.h"
#include "support/originfixture.h"
#include "support/victim.h"

#include <QDirIterator>
#include <QImage>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <array>

using testsupport::Fault;

namespace {

constexpr int kPatienceMs = 240'000;

int kills()
{
    return qEnvironmentVariableIsSet("RETRYDESK_LONG") ? 200 : 20;
}

int upTo(int low, int high)
{
    return QRandomGenerator::global()->bounded(low, high);
}

class TestKill : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void everyImageExactlyOnce();
    void everyStepOfABatchExactlyOnce();

private:
    void create();
    //! Nothing is queued or missing, and the folder holds each image whole, and nothing else.
    void verifyComplete(int listings, int images);
    std::unique_ptr<QProcess> start(const QStringList &arguments);
    int run(const QStringList &arguments); //!< exit code
    QList<qint64> numbers(const QString &sql);

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_workspace;
};

void TestKill::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_workspace = m_folder->filePath(QStringLiteral("kill.retrydesk"));
}

void TestKill::create()
{
    QCOMPARE(run({QStringLiteral("init")}), 0);
    for (const char *setting : {"net.allow 127.0.0.0/8", "net.rate_per_host 0", "queue.heartbeat_ms 100",
                                "queue.max_rescues 1000", "queue.lease_ms 400", "retry.base_ms 50"})
        QCOMPARE(run(QStringList{QStringLiteral("config"), QStringLiteral("set")} +
                     QString::fromLatin1(setting).split(u' ')),
                 0);
}

std::unique_ptr<QProcess> TestKill::start(const QStringList &arguments)
{
    auto process = std::make_unique<QProcess>();
    process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process->setStandardOutputFile(QProcess::nullDevice());
    process->start(QStringLiteral(RETRYDESK_CTL),
                   QStringList{QStringLiteral("--workspace"), m_workspace} + arguments);
    return process->waitForStarted() ? std::move(process) : nullptr;
}

int TestKill::run(const QStringList &arguments)
{
    const auto process = start(arguments);
    return process ? testsupport::waitForExit(*process) : -2;
}

QList<qint64> TestKill::numbers(const QString &sql)
{
    auto connection = db::Connection::open(m_workspace);
    if (!connection)
        throw std::runtime_error(connection.error().message.toStdString());
    auto statement = (*connection)->prepare(sql);
    if (!statement || !statement->exec() || !statement->next())
        throw std::runtime_error("the statement was refused");
    QList<qint64> values;
    for (int column = 0; !statement->value(column).isNull(); ++column)
        values.append(statement->number(column));
    return values;
}

void TestKill::everyImageExactlyOnce()
{
    constexpr int kImages = 24;
    testsupport::OriginOptions options = testsupport::OriginFixture::emptyOptions();
    options.delayMs = 4;
    testsupport::OriginFixture fixture(options);
    create();
    const QStringList worker{QStringLiteral("worker"), QStringLiteral("--until-empty"),
                             QStringLiteral("--patience"), QStringLiteral("5")};
    // Each import is of a new listing: there is work for every kill.
    QStringList all{QStringLiteral("import")};
    int killed = 0;
    for (int i = 0; i < kills(); ++i) {
        const auto page = fixture.addListing(QStringLiteral("1991-saab-900-%1").arg(i), kImages);
        const QStringList url{QStringLiteral("--url"), fixture.origin.url(page.path()).toString()};
        all += url;
        const auto victim = start(i % 3 == 2 ? worker : QStringList{QStringLiteral("import")} + url);
        QVERIFY(victim);
        killed += testsupport::killAfterRequests(*victim, fixture.origin, upTo(1, kImages - 6)) == -1 ? 1 : 0;
    }
    QVERIFY2(killed > kills() / 2,
             qPrintable(QStringLiteral("only %1 of %2 runs were killed").arg(killed).arg(kills())));
    run(all);
    QCOMPARE(run(worker), 0);

    verifyComplete(kills(), kills() * kImages);
}

void TestKill::verifyComplete(int listings, int images)
{
    QCOMPARE(numbers(QStringLiteral(
                 "SELECT count(*), count(DISTINCT vehicle_id || source_url), count(DISTINCT storage_path) "
                 "FROM vehicle_images")),
             (QList<qint64>{images, images, images}));
    QCOMPARE(numbers(QStringLiteral("SELECT count(*), sum(failing) FROM vehicle_scrape_state")),
             (QList<qint64>{listings, 0}));
    QCOMPARE(numbers(QStringLiteral(
                 "SELECT count(*) FROM scrape_retry_queue WHERE status IN ('pending', 'running', 'dead')")),
             QList<qint64>{0});
    int files = 0;
    const QString folder = m_folder->filePath(QStringLiteral("kill.images"));
    for (QDirIterator it(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories); it.hasNext();) {
        QVERIFY2(!it.next().contains(QLatin1String("/.incoming/")), qPrintable(it.filePath()));
        QVERIFY2(!QImage(it.filePath()).isNull(), qPrintable(it.filePath()));
        ++files;
    }
    QCOMPARE(files, images); // none torn, none unowned
}

void TestKill::everyStepOfABatchExactlyOnce()
{
    constexpr int kImages = 8;
    const int listings = 2 * kills();
    testsupport::OriginFixture fixture(testsupport::OriginFixture::emptyOptions());
    for (int i = 1; i <= listings; ++i) {
        const auto page = fixture.addListing(QStringLiteral("1991-saab-900-%1").arg(i), kImages);
        for (const QString &image : page.images)
            fixture.origin.setFault(image, Fault::delayed(upTo(5, 150)));
    }
    create();
    QFile list(m_folder->filePath(QStringLiteral("urls")));
    QVERIFY(list.open(QIODevice::WriteOnly));
    list.write(fixture.origin.listingUrls().join(u'\n').toUtf8());
    list.close();
    QCOMPARE(run({QStringLiteral("import"), QStringLiteral("--list"), list.fileName(),
                  QStringLiteral("--no-images")}),
             0);
    QCOMPARE(run({QStringLiteral("retry"), QStringLiteral("--all")}), 0);

    const QStringList worker{QStringLiteral("worker"), QStringLiteral("--until-empty"),
                             QStringLiteral("--patience"), QStringLiteral("5")};
    std::array<std::unique_ptr<QProcess>, 2> workers{start(worker), start(worker)};
    int killed = 0;
    for (int i = 0; i < kills(); ++i) {
        QTest::qWait(upTo(20, 350)); // when a process dies is what is tried here
        auto &victim = workers[static_cast<size_t>(upTo(0, 2))];
        victim->kill();
        QVERIFY(victim->waitForFinished());
        killed += victim->exitStatus() == QProcess::CrashExit ? 1 : 0;
        victim = start(worker);
        QVERIFY(victim);
    }
    for (const auto &process : workers) {
        QVERIFY(process->state() == QProcess::NotRunning || process->waitForFinished(kPatienceMs));
        QCOMPARE(process->exitStatus(), QProcess::NormalExit);
        QCOMPARE(process->exitCode(), 0);
    }
    QVERIFY2(killed > kills() / 2, qPrintable(QString::number(killed)));

    verifyComplete(listings, listings * kImages);
    const QList<qint64> once{listings, listings};
    QCOMPARE(numbers(QStringLiteral("SELECT count(*), count(DISTINCT vehicle_id) FROM scrape_steps "
                                    "WHERE step_name = 'backfill_images' AND status = 'success'")),
             once);
    QCOMPARE(numbers(QStringLiteral("SELECT count(*) FROM scrape_steps WHERE status = 'failed'")),
             QList<qint64>{0}); // who dies uses no attempt
    QCOMPARE(numbers(QStringLiteral("SELECT planned, succeeded_items FROM counted_batches "
                                    "WHERE kind = 'retry' AND state = 'done'")),
             once);
    QCOMPARE(numbers(QStringLiteral("SELECT count(*), sum(i.state = 'succeeded') FROM retry_batch_items i "
                                    "JOIN retry_batches b ON b.id = i.batch_id WHERE b.kind = 'retry'")),
             once);
}

} // namespace

QTEST_GUILESS_MAIN(TestKill)
#include "tst_kill.moc"
