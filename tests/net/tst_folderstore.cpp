// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/folderstore.h"

#include <QBuffer>
#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QImage>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <thread>

#include <sys/resource.h>

using namespace media;
using core::Cause;

namespace {

const QString kVehicle = QStringLiteral("ab123456-0000-4000-8000-000000000001");
const QString kUrl = QStringLiteral("https://example.org/wp-content/uploads/../../etc/a.jpg?x=1");

QByteArray drawn(const char *format, int size = 32)
{
    QImage image(size, size, QImage::Format_RGB32);
    image.fill(Qt::darkGreen);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, format);
    return bytes;
}

QString stemOf(const QString &url)
{
    const QByteArray hash = QCryptographicHash::hash(url.toUtf8(), QCryptographicHash::Sha1).toHex();
    return QStringLiteral("ab/") + kVehicle + u'/' + QString::fromLatin1(hash);
}

QStringList filesBelow(const QString &root)
{
    QStringList files;
    QDirIterator it(root, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (it.hasNext())
        files.append(it.next().mid(root.size() + 1));
    files.sort();
    return files;
}

QByteArray nameOf(const std::optional<net::Fault> &fault)
{
    return fault ? QByteArray(core::causeName(fault->cause).data()) : QByteArray("none");
}

//! Writes a body the way a transfer does: in pieces, stopping at the first fault.
std::optional<net::Fault> pour(net::Sink &sink, const QByteArray &body)
{
    net::ResponseHead head;
    head.contentLength = body.size();
    std::optional<net::Fault> fault = sink.begin(head);
    for (qsizetype at = 0; !fault && at < body.size(); at += 100)
        fault = sink.write(body.mid(at, 100));
    return fault ? fault : sink.finish();
}

} // namespace

class TestFolderStore : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void storesUnderNamesOfItsOwn();
    void anOddVehicleIdStaysInside_data();
    void anOddVehicleIdStaysInside();
    void nothingBadIsKept_data();
    void nothingBadIsKept();
    void anotherFormatReplacesTheFirst();
    void anUnfinishedSinkLeavesNothing();
    void sinksMayOutliveTheStore();
    void manyThreadsAtOnce();
    void adoptsWhatAnEarlierRunLeft();
    void adoptRemovesWhatIsTorn();
    void removesAndFinds();
    void refusesPathsOutside_data();
    void refusesPathsOutside();
    void aFullDiskIsAStorageFault();
    void aVanishedRootIsNeverMadeAgain();
    void aVanishedSubfolderIsMadeAgain();
    void aPathBelowAFileIsAStorageFault();
    void opensOnlyWhatIsThere_data();
    void opensOnlyWhatIsThere();
    void createsAFolderWhenAsked();
    void keepsTemporaryFilesOfTheLiving();
    void removesTemporaryFilesOfTheDead();

private:
    std::unique_ptr<FolderStore> open(const ImageLimits &limits = {})
    {
        auto store = openImageStore({m_root, limits});
        return store ? std::unique_ptr<FolderStore>(static_cast<FolderStore *>(store->release())) : nullptr;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_root;
};

void TestFolderStore::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_root = m_dir->filePath(QStringLiteral("images"));
    QVERIFY(QDir().mkpath(m_root));
}

void TestFolderStore::cleanup()
{
    m_dir.reset();
}

void TestFolderStore::storesUnderNamesOfItsOwn()
{
    const QByteArray jpeg = drawn("jpg");
    const auto store = open();
    QVERIFY(store->check());
    const auto sink = store->sinkFor(kVehicle, kUrl);
    QVERIFY(!sink->stored());
    QCOMPARE(nameOf(pour(*sink, jpeg)), QByteArray("none"));
    QVERIFY(sink->stored());
    const StoredImage &image = *sink->stored();
    QCOMPARE(image.storagePath, QString(stemOf(kUrl) + QStringLiteral(".jpg")));
    QCOMPARE(image.fileSize, jpeg.size());
    QCOMPARE(image.fileHash.toLatin1(), QCryptographicHash::hash(jpeg, QCryptographicHash::Sha256).toHex());
    QCOMPARE(image.info.mimeType, QByteArray("image/jpeg"));
    QCOMPARE(image.info.width, 32);
    QCOMPARE(store->publicUrl(image.storagePath), QString());
    QFile file(m_root + u'/' + image.storagePath);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), jpeg);
    QCOMPARE(filesBelow(m_root), QStringList{image.storagePath});
}

void TestFolderStore::anOddVehicleIdStaysInside_data()
{
    QTest::addColumn<QString>("id");
    QTest::newRow("a way up") << QStringLiteral("../../../../tmp/x");
    QTest::newRow("nothing") << QString();
    QTest::newRow("a dot") << QStringLiteral(".");
    QTest::newRow("an absolute path") << QStringLiteral("/etc/passwd-and-more");
    QTest::newRow("upper case, which another id may be in lower case")
        << QStringLiteral("AB123456-0000-4000-8000-000000000001");
    QTest::newRow("very long") << QString(5000, u'a');
}

void TestFolderStore::anOddVehicleIdStaysInside()
{
    QFETCH(QString, id);
    const auto store = open();
    const auto sink = store->sinkFor(id, kUrl);
    QCOMPARE(nameOf(pour(*sink, drawn("png"))), QByteArray("none"));
    QVERIFY(sink->stored()->storagePath.startsWith(QLatin1String("id/id-")));
    QCOMPARE(filesBelow(m_dir->path()), QStringList{QStringLiteral("images/") + sink->stored()->storagePath});
    const auto adopted = store->adopt(id, kUrl);
    QVERIFY(adopted && adopted.value());
}

void TestFolderStore::nothingBadIsKept_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("cause");
    QTest::newRow("a web page") << QByteArray("<html>log in</html>") << QByteArray("not_an_image");
    QTest::newRow("half an image") << drawn("jpg").left(300) << QByteArray("truncated");
    QTest::newRow("nothing") << QByteArray() << QByteArray("empty");
    QTest::newRow("too many bytes") << drawn("bmp", 100) << QByteArray("too_large");
    QTest::newRow("too many pixels") << drawn("png", 200) << QByteArray("too_many_pixels");
}

void TestFolderStore::nothingBadIsKept()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, cause);
    const auto store = open({20'000, 10'000});
    {
        const auto sink = store->sinkFor(kVehicle, kUrl);
        QCOMPARE(nameOf(pour(*sink, body)), cause);
        QVERIFY(!sink->stored());
    }
    QCOMPARE(filesBelow(m_root), QStringList());
    // An origin that does not say the length is stopped while it sends.
    const auto sink = store->sinkFor(kVehicle, kUrl);
    QCOMPARE(nameOf(sink->begin({})), QByteArray("none"));
    QCOMPARE(nameOf(sink->write(QByteArray(20'001, 'x'))), QByteArray("too_large"));
}

void TestFolderStore::anotherFormatReplacesTheFirst()
{
    const auto store = open();
    QVERIFY(!pour(*store->sinkFor(kVehicle, kUrl), drawn("jpg")));
    QVERIFY(!pour(*store->sinkFor(kVehicle, kUrl), drawn("png")));
    QVERIFY(!pour(*store->sinkFor(kVehicle, kUrl), drawn("png", 40))); // and the same one is overwritten
    QCOMPARE(filesBelow(m_root), QStringList{stemOf(kUrl) + QStringLiteral(".png")});
    const auto adopted = store->adopt(kVehicle, kUrl);
    QVERIFY(adopted && adopted.value());
    QCOMPARE((*adopted)->info.width, 40);
}

void TestFolderStore::anUnfinishedSinkLeavesNothing()
{
    {
        const auto store = open();
        auto sink = store->sinkFor(kVehicle, kUrl);
        QVERIFY(!sink->begin({}));
        QVERIFY(!sink->write("abc"));
        QCOMPARE(filesBelow(m_root).size(), 1);
        QVERIFY(filesBelow(m_root).constFirst().startsWith(QLatin1String(".incoming/")));
        sink.reset();
        QCOMPARE(filesBelow(m_root), QStringList());
    }
    QVERIFY(!QDir(m_root + QStringLiteral("/.incoming")).exists());
}

void TestFolderStore::sinksMayOutliveTheStore()
{
    auto store = open();
    auto sink = store->sinkFor(kVehicle, kUrl);
    QVERIFY(!sink->begin({}));
    store.reset();
    QVERIFY(!sink->write(drawn("png")));
    QVERIFY(!sink->finish());
    sink.reset();
    QCOMPARE(filesBelow(m_root), QStringList{stemOf(kUrl) + QStringLiteral(".png")});
    QVERIFY(!QDir(m_root + QStringLiteral("/.incoming")).exists());
}

void TestFolderStore::manyThreadsAtOnce()
{
    const auto store = open();
    const QByteArray png = drawn("png");
    std::atomic<int> failures = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 25; ++i) {
                const QString url = QStringLiteral("http://x/%1").arg((t * 25 + i) % 50); // each one twice
                if (pour(*store->sinkFor(kVehicle, url), png))
                    ++failures;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(failures.load(), 0);
    QCOMPARE(filesBelow(m_root).size(), 50);
}

void TestFolderStore::adoptsWhatAnEarlierRunLeft()
{
    const QByteArray png = drawn("png");
    QString path;
    {
        const auto store = open();
        const auto sink = store->sinkFor(kVehicle, kUrl);
        QVERIFY(!pour(*sink, png));
        path = sink->stored()->storagePath;
    }
    const auto store = open();
    const auto adopted = store->adopt(kVehicle, kUrl);
    QVERIFY(adopted);
    QVERIFY(adopted.value());
    QCOMPARE((*adopted)->storagePath, path);
    QCOMPARE((*adopted)->fileSize, png.size());
    QCOMPARE((*adopted)->fileHash.toLatin1(),
             QCryptographicHash::hash(png, QCryptographicHash::Sha256).toHex());
    const auto other = store->adopt(kVehicle, QStringLiteral("http://other/"));
    QVERIFY(other);
    QVERIFY(!other.value());
}

void TestFolderStore::adoptRemovesWhatIsTorn()
{
    const auto store = open();
    QVERIFY(QDir(m_root).mkpath(QStringLiteral("ab/") + kVehicle));
    const auto put = [this](const char *suffix, const QByteArray &bytes) {
        QFile file(m_root + u'/' + stemOf(kUrl) + u'.' + QString::fromLatin1(suffix));
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
    };
    QVERIFY(put("jpg", drawn("jpg").chopped(10)));
    QVERIFY(put("gif", drawn("png"))); // not what its name says
    QVERIFY(put("webp", {}));
    const auto adopted = store->adopt(kVehicle, kUrl);
    QVERIFY(adopted);
    QVERIFY(!adopted.value());
    QCOMPARE(filesBelow(m_root), QStringList());
}

void TestFolderStore::removesAndFinds()
{
    const auto store = open();
    const auto sink = store->sinkFor(kVehicle, kUrl);
    QVERIFY(!pour(*sink, drawn("png")));
    const QString path = sink->stored()->storagePath;
    QVERIFY(store->remove(path));
    QVERIFY(!QFile::exists(m_root + u'/' + path));
    QVERIFY(store->remove(path)); // nothing there is no error
    QCOMPARE(filesBelow(m_root), QStringList());
}

void TestFolderStore::refusesPathsOutside_data()
{
    QTest::addColumn<QString>("path");
    QTest::newRow("a way up") << QStringLiteral("../secret");
    QTest::newRow("a way up in the middle") << QStringLiteral("ab/../../secret");
    QTest::newRow("an absolute path") << QString();
    QTest::newRow("the folder itself") << QStringLiteral(".");
}

void TestFolderStore::refusesPathsOutside()
{
    QFETCH(QString, path);
    QFile secret(m_dir->filePath(QStringLiteral("secret")));
    QVERIFY(secret.open(QIODevice::WriteOnly));
    const auto store = open();
    const QString asked = path.isEmpty() ? secret.fileName() : path;
    QVERIFY(store->remove(asked));
    QVERIFY(secret.exists());
}

void TestFolderStore::aFullDiskIsAStorageFault()
{
    // The system's limit on file sizes fails a write in the middle, as a full disk does.
    const auto previous = std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
    rlimit small = before;
    small.rlim_cur = 1000;
    const auto store = open();
    auto sink = store->sinkFor(kVehicle, kUrl);
    QVERIFY(!sink->begin({}));
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
    const auto fault = sink->write(QByteArray(5000, 'x'));
    const auto checked = store->check();
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, previous);
    QCOMPARE(nameOf(fault), QByteArray("storage"));
    QVERIFY2(fault->message.contains(QLatin1String("free some space")), qPrintable(fault->message));
    QVERIFY(!checked);
    QCOMPARE(checked.error().code, core::ErrorCode::Storage);
    sink.reset();
    QCOMPARE(filesBelow(m_root), QStringList());
}

void TestFolderStore::aVanishedRootIsNeverMadeAgain()
{
    const QByteArray png = drawn("png");
    const auto store = open();
    auto early = store->sinkFor(kVehicle, kUrl);
    QVERIFY(!early->begin({}));
    QVERIFY(!early->write(png));
    QVERIFY(QDir(m_root).removeRecursively());
    const auto finished = early->finish();
    QCOMPARE(nameOf(finished), QByteArray("storage"));
    QVERIFY2(finished->message.contains(m_root), qPrintable(finished->message));
    const auto begun = store->sinkFor(kVehicle, kUrl)->begin({});
    QCOMPARE(nameOf(begun), QByteArray("storage"));
    QVERIFY2(begun->message.contains(QLatin1String("is missing")), qPrintable(begun->message));
    QVERIFY(!store->check());
    QVERIFY(!store->adopt(kVehicle, kUrl));
    QVERIFY(!QDir(m_root).exists());
}

void TestFolderStore::aVanishedSubfolderIsMadeAgain()
{
    const auto store = open();
    QVERIFY(!pour(*store->sinkFor(kVehicle, kUrl), drawn("png")));
    QVERIFY(QDir(m_root + QStringLiteral("/ab")).removeRecursively());
    QVERIFY(QDir(m_root + QStringLiteral("/.incoming")).removeRecursively());
    QCOMPARE(nameOf(pour(*store->sinkFor(kVehicle, kUrl), drawn("png"))), QByteArray("none"));
}

void TestFolderStore::aPathBelowAFileIsAStorageFault()
{
    // As for a folder without permission, which would not stop a test that runs as root.
    const auto store = open();
    QFile file(m_root + QStringLiteral("/ab"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(nameOf(pour(*store->sinkFor(kVehicle, kUrl), drawn("png"))), QByteArray("storage"));
    QCOMPARE(filesBelow(m_root), QStringList{QStringLiteral("ab")});
    const auto adopted = store->adopt(kVehicle, kUrl);
    QVERIFY(adopted);
    QVERIFY(!adopted.value());
}

void TestFolderStore::opensOnlyWhatIsThere_data()
{
    QTest::addColumn<QString>("where");
    QTest::addColumn<int>("code");
    const int usage = static_cast<int>(core::ErrorCode::Usage);
    const int storage = static_cast<int>(core::ErrorCode::Storage);
    QTest::newRow("a folder that is gone") << QStringLiteral("%1/gone") << storage;
    QTest::newRow("a file") << QStringLiteral("%1/file") << storage;
    QTest::newRow("nothing") << QString() << usage;
    QTest::newRow("a relative path") << QStringLiteral("images") << usage;
    QTest::newRow("Supabase") << QStringLiteral("supabase://bucket") << usage;
    QTest::newRow("S3") << QStringLiteral("s3://bucket/path") << usage;
}

void TestFolderStore::opensOnlyWhatIsThere()
{
    QFETCH(QString, where);
    QFETCH(int, code);
    QFile file(m_dir->filePath(QStringLiteral("file")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    const QString place = where.contains(QLatin1String("%1")) ? where.arg(m_dir->path()) : where;
    const auto opened = openImageStore({place});
    QVERIFY(!opened);
    QCOMPARE(static_cast<int>(opened.error().code), code);
    QVERIFY(!opened.error().message.isEmpty());
    QVERIFY(!QDir(m_dir->filePath(QStringLiteral("gone"))).exists());
}

void TestFolderStore::createsAFolderWhenAsked()
{
    const QString deep = m_dir->filePath(QStringLiteral("new/deep"));
    QVERIFY(createImageStore({deep}));
    QVERIFY(QDir(deep).exists());
    QVERIFY(createImageStore({deep})); // again is fine
    QVERIFY(!createImageStore({QStringLiteral("/dev/null/images")}));
    QVERIFY(!createImageStore({QStringLiteral("s3://bucket")}));
}

void TestFolderStore::keepsTemporaryFilesOfTheLiving()
{
    const auto first = open();
    const auto sink = first->sinkFor(kVehicle, kUrl);
    QVERIFY(!sink->begin({}));
    QVERIFY(!sink->write(drawn("png")));
    {
        const auto second = open();
        QVERIFY(second->check());
    }
    QVERIFY(!sink->finish());
    QCOMPARE(filesBelow(m_root), QStringList{stemOf(kUrl) + QStringLiteral(".png")});
}

void TestFolderStore::removesTemporaryFilesOfTheDead()
{
    QProcess other;
    other.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--hold"), m_root});
    QVERIFY(other.waitForStarted());
    QVERIFY(other.waitForReadyRead());
    QCOMPARE(other.readLine().trimmed(), QByteArray("holding"));
    QCOMPARE(filesBelow(m_root).size(), 1);
    QVERIFY(open());
    QCOMPARE(filesBelow(m_root).size(), 1); // it lives
    other.kill();
    QVERIFY(other.waitForFinished());
    QCOMPARE(filesBelow(m_root).size(), 1);
    QVERIFY(open());
    QCOMPARE(filesBelow(m_root), QStringList());
    QVERIFY(!QDir(m_root + QStringLiteral("/.incoming")).exists());
}

//! The other process: begins an image and waits to be killed.
static int hold(const QString &root)
{
    const auto store = openImageStore({root});
    if (!store)
        return 1;
    const auto sink = (*store)->forVehicle(kVehicle)->sinkFor(kUrl);
    if (sink->begin({}) || sink->write("half"))
        return 1;
    QFile out;
    if (!out.open(stdout, QIODevice::WriteOnly) || out.write("holding\n") < 0 || !out.flush())
        return 1;
    return QCoreApplication::exec();
}

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == QLatin1String("--hold"))
        return hold(arguments.value(2));
    TestFolderStore test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_folderstore.moc"
