// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// retrydeskctl keeps images in a bucket and is killed with SIGKILL again and again, then left to finish.
// RETRYDESK_LONG: ten times as often.
#include "db/connection.h"
#include "support/objectdouble.h"
#include "support/originfixture.h"
#include "support/s3server.h"
#include "support/victim.h"

#include <QCryptographicHash>
#include <QDirIterator>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using testsupport::S3Server;
using testsupport::SupabaseDouble;
using namespace Qt::StringLiterals;

namespace {

constexpr int kImages = 16;

int kills()
{
    return qEnvironmentVariableIsSet("RETRYDESK_LONG") ? 100 : 10;
}

//! One of the two buckets, and how retrydeskctl reaches it.
struct Bucket
{
    std::unique_ptr<S3Server> s3;
    std::unique_ptr<SupabaseDouble> supabase;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    QString where;

    explicit Bucket(bool isS3)
    {
        if (isS3) {
            s3 = std::make_unique<S3Server>();
            S3Server::addTo(environment);
            environment.insert(u"AWS_ENDPOINT_URL"_s, s3->address());
            where = u"s3://cars/images"_s;
            return;
        }
        supabase = std::make_unique<SupabaseDouble>();
        supabase->addBucket("cars");
        environment.insert(u"SUPABASE_URL"_s, supabase->address());
        environment.insert(u"SUPABASE_SERVICE_ROLE_KEY"_s, QLatin1String(SupabaseDouble::kServiceKey));
        where = u"supabase://cars"_s;
    }
    //! By storage path, the SHA-256 of the bytes.
    QMap<QString, QString> objects() const
    {
        QMap<QString, QString> hashes;
        const auto add = [&hashes](const QString &path, const QByteArray &bytes) {
            hashes.insert(path, QString::fromLatin1(
                                    QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex()));
        };
        if (s3) {
            const auto all = s3->objects();
            for (auto it = all.cbegin(); it != all.cend(); ++it)
                add(it.key().section(u'/', 1), it.value());
        } else {
            for (const QByteArray &path : supabase->paths())
                add(QString::fromUtf8(path).section(u'/', 1), supabase->object(path).bytes);
        }
        return hashes;
    }
};

} // namespace

class TestBucketKill : public QObject
{
    Q_OBJECT

private slots:
    void everyImageExactlyOnce_data();
    void everyImageExactlyOnce();

private:
    //! Exit code; −1 when it was killed, which happens after so many requests to the origin; 0 = never.
    int run(const QStringList &arguments, int requests = 0);
    //! The columns of each row, joined with '|'.
    QStringList rows(const QString &sql);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Bucket> m_bucket;
    std::unique_ptr<testsupport::OriginFixture> m_fixture;
};

int TestBucketKill::run(const QStringList &arguments, int requests)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.setStandardOutputFile(QProcess::nullDevice());
    process.setProcessEnvironment(m_bucket->environment);
    process.start(QStringLiteral(RETRYDESK_CTL),
                  QStringList{u"--workspace"_s, m_folder->filePath(u"kill.retrydesk"_s)} + arguments);
    if (!process.waitForStarted())
        return -2;
    return requests > 0 ? testsupport::killAfterRequests(process, m_fixture->origin, requests)
                        : testsupport::waitForExit(process);
}

QStringList TestBucketKill::rows(const QString &sql)
{
    auto connection = db::Connection::open(m_folder->filePath(u"kill.retrydesk"_s));
    if (!connection)
        throw std::runtime_error(connection.error().message.toStdString());
    auto statement = (*connection)->prepare(sql);
    if (!statement || !statement->exec())
        throw std::runtime_error("the statement was refused");
    QStringList all;
    while (statement->next()) {
        QStringList cells;
        for (int column = 0; !statement->value(column).isNull(); ++column)
            cells.append(statement->text(column));
        all.append(cells.join(u'|'));
    }
    return all;
}

void TestBucketKill::everyImageExactlyOnce_data()
{
    QTest::addColumn<bool>("s3");
    QTest::newRow("S3") << true;
    QTest::newRow("Supabase") << false;
}

void TestBucketKill::everyImageExactlyOnce()
{
    QFETCH(bool, s3);
    QString why;
    if (s3 && !S3Server::isAvailable(&why))
        QSKIP(qPrintable(why));
    m_folder = std::make_unique<QTemporaryDir>();
    m_bucket = std::make_unique<Bucket>(s3);
    testsupport::OriginOptions options = testsupport::OriginFixture::emptyOptions();
    options.delayMs = 4;
    m_fixture = std::make_unique<testsupport::OriginFixture>(options);
    QCOMPARE(run({u"init"_s, u"--images"_s, m_bucket->where}), 0);
    for (const char *setting : {"net.allow 127.0.0.0/8", "net.rate_per_host 0", "queue.heartbeat_ms 100",
                                "queue.max_rescues 1000", "queue.lease_ms 400", "retry.base_ms 50"})
        QCOMPARE(run(QStringList{u"config"_s, u"set"_s} + QString::fromLatin1(setting).split(u' ')), 0);

    const QStringList worker{u"worker"_s, u"--until-empty"_s, u"--patience"_s, u"5"_s};
    // Each import is of a new listing: there is work for every kill.
    QStringList all{u"import"_s};
    int killed = 0;
    for (int i = 0; i < kills(); ++i) {
        const auto page = m_fixture->addListing(u"1991-saab-900-%1"_s.arg(i), kImages);
        const QStringList url{u"--url"_s, m_fixture->origin.url(page.path()).toString()};
        all += url;
        const int requests = QRandomGenerator::global()->bounded(1, kImages - 4);
        killed += run(i % 3 == 2 ? worker : QStringList{u"import"_s} + url, requests) == -1 ? 1 : 0;
    }
    QVERIFY2(killed > kills() / 2, qPrintable(QString::number(killed)));
    run(all);
    QCOMPARE(run(worker), 0);

    QCOMPARE(rows(u"SELECT count(*), count(DISTINCT vehicle_id || source_url), count(DISTINCT image_url) "
                  "FROM vehicle_images"_s),
             QStringList(u"%1|%1|%1"_s.arg(kills() * kImages)));
    QCOMPARE(rows(u"SELECT count(*), sum(failing) FROM vehicle_scrape_state"_s),
             QStringList(u"%1|0"_s.arg(kills())));
    QCOMPARE(rows(u"SELECT count(*) FROM scrape_steps WHERE status = 'failed'"_s), QStringList(u"0"_s));
    // Each row has its object, each object its row, with the same bytes.
    QMap<QString, QString> stored;
    for (const QString &row : rows(u"SELECT storage_path, file_hash FROM vehicle_images"_s))
        stored.insert(row.section(u'|', 0, 0), row.section(u'|', 1));
    QCOMPARE(m_bucket->objects(), stored);
    for (QDirIterator it(m_folder->filePath(u"kill.uploads"_s), QDir::Files | QDir::Hidden,
                         QDirIterator::Subdirectories);
         it.hasNext();)
        QFAIL(qPrintable(it.next()));
}

QTEST_GUILESS_MAIN(TestBucketKill)
#include "tst_bucketkill.moc"
