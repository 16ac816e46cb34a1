// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dbfixture.h"

#include "db/gallerystore.h"

#include <QJsonArray>
#include <QTest>

using namespace dbtest;
using namespace Qt::StringLiterals;
using db::GalleryStore;
using db::ImageItem;
using Added = db::GalleryStore::Added;

namespace {

db::NewImage image(const QString &url, const QString &hash, int position = 0)
{
    db::NewImage image;
    image.sourceUrl = url;
    image.fileHash = hash;
    image.storagePath = u"v1/of-"_s + url + u".jpg"_s; // by the URL, as in a workspace
    image.fileSize = 1000;
    image.mimeType = u"image/jpeg"_s;
    image.width = 640;
    image.height = 480;
    image.position = position;
    return image;
}

ImageItem failure(const QString &url, bool isFinal = false)
{
    ImageItem item;
    item.sourceUrl = url;
    item.state = isFinal ? ImageItem::State::Final : ImageItem::State::Failed;
    item.cause = core::Cause::Timeout;
    item.message = u"It took too long."_s;
    item.attempts = 2;
    return item;
}

//! "url state" of each wanted image, in order.
QStringList shown(TestWorkspace &workspace, const QString &vehicle = u"v1"_s)
{
    static const QStringList names = {u"missing"_s, u"stored"_s, u"alias"_s, u"failed"_s, u"final"_s};
    QStringList items;
    for (const ImageItem &item : must(GalleryStore(workspace.connection()).list(vehicle)))
        items.append(item.sourceUrl + u' ' + names.at(int(item.state)));
    return items;
}

QJsonObject gallery(const QStringList &urls)
{
    return {{u"image_urls"_s, QJsonArray::fromStringList(urls)}};
}

} // namespace

class TestGallery : public QObject
{
    Q_OBJECT

private slots:
    void theListKeepsTheGallerysOrder();
    void theListHoldsWhatIsWanted_data();
    void theListHoldsWhatIsWanted();
    void aStoredImageIsARowWithItsFacts();
    void equalBytesBecomeAnAlias();
    void equalBytesOfAnotherVehicleAreARow();
    void theSameUrlAgainReplacesItsRow();
    void aReplacedImageWithKnownBytesBecomesAnAlias_data();
    void aReplacedImageWithKnownBytesBecomesAnAlias();
    void anotherProgramsSecondRowOfAUrlKeepsItsFile();
    void anAliasFollowsItsBytes();
    void theDatabaseKeepsHashesUnique();
    void onlyTheFirstImageIsPrimary();
    void aRowSaysWhereEverybodyFindsIt();
    void knowsWhatRowsPointAt();
    void failuresAreKeptUntilTheImageIsStored_data();
    void failuresAreKeptUntilTheImageIsStored();
    void aFailureIsWrittenOverByTheNext();
    void aFailureWithoutAMessageIsKept();
    void anImageOfNoVehicleIsRefused();
};

void TestGallery::theListKeepsTheGallerysOrder()
{
    TestWorkspace workspace;
    QStringList urls;
    for (int i = 0; i < 120; ++i)
        urls.append(u"https://h/%1.jpg"_s.arg((i * 37) % 120));
    workspace.addVehicle(1, gallery(urls + urls.mid(0, 10)));
    QStringList listed;
    for (const ImageItem &item : must(GalleryStore(workspace.connection()).list(u"v1"_s)))
        listed.append(item.sourceUrl);
    QCOMPARE(listed, urls); // each once, where it first stands
    QCOMPARE(must(GalleryStore(workspace.connection()).list(u"nobody"_s)).size(), std::size_t(0));
}

void TestGallery::theListHoldsWhatIsWanted_data()
{
    QTest::addColumn<QString>("metadata");
    QTest::addColumn<QStringList>("urls");
    QTest::newRow("no URLs") << u"{}"_s << QStringList();
    QTest::newRow("JSON null") << u"{\"image_urls\":null}"_s << QStringList();
    QTest::newRow("a text instead of a list") << u"{\"image_urls\":\"a\"}"_s << QStringList();
    QTest::newRow("an object instead of a list") << u"{\"image_urls\":{\"x\":\"a\"}}"_s << QStringList();
    QTest::newRow("noise in the list")
        << u"{\"image_urls\":[1,null,\"a\",[\"b\"],\"\",true]}"_s << QStringList(u"a missing"_s);
}

void TestGallery::theListHoldsWhatIsWanted()
{
    QFETCH(QString, metadata);
    QFETCH(QStringList, urls);
    TestWorkspace workspace;
    workspace.addVehicle(1, {}, {{u"origin_metadata"_s, metadata}});
    QCOMPARE(shown(workspace), urls);
    QCOMPARE(workspace.value(u"SELECT missing_count FROM vehicle_scrape_state"_s).toInt(), urls.size());
}

void TestGallery::aStoredImageIsARowWithItsFacts()
{
    TestWorkspace workspace;
    workspace.addVehicle(1, gallery({u"a"_s, u"b"_s}));
    GalleryStore store(workspace.connection());
    QCOMPARE(must(store.add(u"v1"_s, image(u"b"_s, u"hash"_s, 1), at())), Added::Row);
    QCOMPARE(shown(workspace), QStringList({u"a missing"_s, u"b stored"_s}));
    const ImageItem item = must(store.list(u"v1"_s)).at(1);
    QCOMPARE(item.storagePath, u"v1/of-b.jpg"_s);
    QCOMPARE(item.fileHash, u"hash"_s);
    QCOMPARE(item.width, 640);
    QCOMPARE(item.height, 480);
    QCOMPARE(item.fileSize, 1000);
    QCOMPARE(
        workspace.rows(
            u"SELECT image_url, filename, mime_type, source, source_url, position, created_at FROM vehicle_images"_s),
        QStringList(u"b|of-b.jpg|image/jpeg|bat_import|b|1|2026-01-31T12:00:00.000Z"_s));
}

void TestGallery::equalBytesBecomeAnAlias()
{
    TestWorkspace workspace;
    workspace.addVehicle(1, gallery({u"a"_s, u"b"_s}));
    GalleryStore store(workspace.connection());
    must(store.recordFailure(u"v1"_s, failure(u"b"_s), at()));
    QCOMPARE(must(store.add(u"v1"_s, image(u"a"_s, u"same"_s), at())), Added::Row);
    QCOMPARE(must(store.add(u"v1"_s, image(u"b"_s, u"same"_s, 1), at())), Added::Alias);
    QCOMPARE(must(store.add(u"v1"_s, image(u"b"_s, u"same"_s, 1), at())), Added::Alias); // and again
    QCOMPARE(shown(workspace), QStringList({u"a stored"_s, u"b alias"_s}));
    QCOMPARE(workspace.value(u"SELECT count(*) FROM vehicle_images"_s).toInt(), 1);
    QCOMPARE(workspace.value(u"SELECT count(*) FROM image_failures"_s).toInt(), 0);
    QCOMPARE(workspace.value(u"SELECT missing_count FROM vehicle_scrape_state"_s).toInt(), 0);
    workspace.run(u"DELETE FROM vehicle_images"_s);
    QCOMPARE(shown(workspace), QStringList({u"a missing"_s, u"b missing"_s}));
}

void TestGallery::equalBytesOfAnotherVehicleAreARow()
{
    TestWorkspace workspace;
    workspace.addVehicle(1, gallery({u"a"_s}));
    workspace.addVehicle(2, gallery({u"a"_s}));
    GalleryStore store(workspace.connection());
    QCOMPARE(must(store.add(u"v1"_s, image(u"a"_s, u"same"_s), at())), Added::Row);
    QCOMPARE(must(store.add(u"v2"_s, image(u"a"_s, u"same"_s), at())), Added::Row);
    QCOMPARE(workspace.value(u"SELECT count(*) FILTER (WHERE is_primary) FROM vehicle_images"_s).toInt(), 2);
}

void TestGallery::theSameUrlAgainReplacesItsRow()
{
    TestWorkspace workspace;
    workspace.addVehicle(1, gallery({u"a"_s}));
    GalleryStore store(workspace.connection());
    QCOMPARE(must(store.add(u"v1"_s, image(u"a"_s, u"old"_s), at())), Added::Row);
    const QString id = workspace.value(u"SELECT id FROM vehicle_images"_s).toString();
    must(store.recordFailure(u"v1"_s, failure(u"a"_s, true), at()));
    QCOMPARE(must(store.add(u"v1"_s, image(u"a"_s, u"new"_s), at(5))), Added::Replaced);
    QCOMPARE(workspace.rows(u"SELECT id, file_hash, storage_path, is_primary FROM vehicle_images"_s),
             QStringList(id + u"|new|v1/of-a.jpg|1"_s));
    QCOMPARE(workspace.value(u"SELECT count(*) FROM image_failures"_s).toInt(), 0);
    QCOMPARE(must(store.add(u"v1"_s, image(u"a"_s, u"new"_s), at(6))),
             Added::Replaced); // the same bytes again
}

void TestGallery::aReplacedImageWithKnownBytesBecomesAnAlias_data()
{
    QTest::addColumn<QString>("primary");
    QTest::newRow("the row that goes was the primary image") << u"b"_s;
    QTest::newRow("the row that stays was the primary image") << u"a"_s;
    QTest::newRow("a third row was the primary image") << u"d"_s;
}

void TestGallery::aReplacedImageWithKnownBytesBecomesAnAlias()
{
    QFETCH(QString, primary);
    TestWorkspace workspace;
    workspace.addVehicle(1, gallery({u"a"_s, u"b"_s, u"c"_s, u"d"_s}));
    GalleryStore store(workspace.connection());
    QCOMPARE(must(store.add(u"v1"_s, image(u"a"_s, u"one"_s), at())), Added::Row);
    QCOMPARE(must(store.add(u"v1"_s, image(u"b"_s, u"two"_s), at())), Added::Row);
    QCOMPARE(must(store.add(u"v1"_s, image(u"c"_s, u"two"_s), at())), Added::Alias);
    QCOMPARE(must(store.add(u"v1"_s, image(u"d"_s, u"three"_s), at())), Added::Row);
    workspace.run(u"UPDATE vehicle_images SET is_primary = true WHERE source_url = ?"_s, {primary});
    QCOMPARE(must(store.add(u"v1"_s, image(u"b"_s, u"one"_s), at())), Added::Alias);
    QCOMPARE(shown(workspace), QStringList({u"a stored"_s, u"b alias"_s, u"c alias"_s, u"d stored"_s}));
    // Who takes the new file away takes it from no row.
    QCOMPARE(workspace.rows(u"SELECT storage_path FROM vehicle_images ORDER BY 1"_s),
             QStringList({u"v1/of-a.jpg"_s, u"v1/of-d.jpg"_s}));
    QCOMPARE(workspace.rows(u"SELECT source_url FROM vehicle_images WHERE is_primary"_s),
             QStringList(primary == u"b"_s ? u"a"_s : primary));
    QCOMPARE(workspace.rows(u"SELECT stored_count, missing_count FROM vehicle_scrape_state"_s),
             QStringList(u"2|0"_s));
}

void TestGallery::anotherProgramsSecondRowOfAUrlKeepsItsFile()
{
    TestWorkspace workspace;
    workspace.addVehicle(1, gallery({u"a"_s}));
    workspace.addImage(u"v1"_s, u"a"_s, {{u"created_at"_s, u"2026-01-01"_s}});
    workspace.addImage(u"v1"_s, u"a"_s, {{u"created_at"_s, u"2026-01-02"_s}, {u"file_hash"_s, u"one"_s}});
    GalleryStore store(workspace.connection());
    QCOMPARE(must(store.add(u"v1"_s, image(u"a"_s, u"one"_s), at())), Added::Replaced);
    QCOMPARE(
        workspace.rows(u"SELECT file_hash, storage_path FROM vehicle_images WHERE file_hash IS NOT NULL"_s),
        QStringList(u"one|v1/of-a.jpg"_s));
}

void TestGallery::anAliasFollowsItsBytes()
{
    TestWorkspace workspace;
    workspace.addVehicle(1, gallery({u"a"_s, u"b"_s, u"c"_s}));
    GalleryStore store(workspace.connection());
    QCOMPARE(must(store.add(u"v1"_s, image(u"a"_s, u"one"_s), at())), Added::Row);
    QCOMPARE(must(store.add(u"v1"_s, image(u"b"_s, u"two"_s), at())), Added::Row);
    QCOMPARE(must(store.add(u"v1"_s, image(u"c"_s, u"one"_s), at())), Added::Alias);
    QCOMPARE(must(store.add(u"v1"_s, image(u"c"_s, u"two"_s), at())), Added::Alias);
    workspace.run(u"DELETE FROM vehicle_images WHERE source_url = 'a'"_s);
    QCOMPARE(shown(workspace), QStringList({u"a missing"_s, u"b stored"_s, u"c alias"_s}));
}

void TestGallery::theDatabaseKeepsHashesUnique()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    workspace.addVehicle(2);
    const QVariantMap hash = {{u"file_hash"_s, u"h"_s}};
    workspace.addImage(u"v1"_s, u"a"_s, {{u"file_hash"_s, u"h"_s}, {u"is_superseded"_s, 1}});
    workspace.addImage(u"v1"_s, u"a"_s, hash);
    workspace.addImage(u"v2"_s, u"a"_s, hash);
    workspace.addImage(u"v1"_s, u"a"_s); // without a hash as often as one likes
    workspace.addImage(u"v1"_s, u"a"_s);
    const auto again = workspace.tryRun(
        u"INSERT INTO vehicle_images (vehicle_id, image_url, file_hash) VALUES ('v1', 'x', 'h')"_s);
    QVERIFY(!again);
    QCOMPARE(again.error().code, core::ErrorCode::Conflict);
}

void TestGallery::aRowSaysWhereEverybodyFindsIt()
{
    TestWorkspace workspace;
    workspace.addVehicle(1, gallery({u"a"_s, u"b"_s}));
    GalleryStore store(workspace.connection());
    db::NewImage a = image(u"a"_s, u"h"_s);
    db::NewImage b = image(u"b"_s, u"i"_s, 1);
    b.imageUrl = u"https://public/b"_s;
    must(store.add(u"v1"_s, a, at()));
    must(store.add(u"v1"_s, b, at()));
    const QString urls = u"SELECT image_url FROM vehicle_images ORDER BY position"_s;
    QCOMPARE(workspace.rows(urls),
             QStringList({u"a"_s, u"https://public/b"_s})); // the source's stands for none
    a.imageUrl = u"https://public/a"_s;
    b.imageUrl.clear();
    QCOMPARE(must(store.add(u"v1"_s, a, at())), Added::Replaced); // it moved
    QCOMPARE(must(store.add(u"v1"_s, b, at())), Added::Replaced);
    QCOMPARE(workspace.rows(urls), QStringList({u"https://public/a"_s, u"https://public/b"_s}));
}

void TestGallery::knowsWhatRowsPointAt()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    workspace.addVehicle(2);
    workspace.addImage(u"v1"_s, u"a"_s, {{u"storage_path"_s, u"v1/a.jpg"_s}});
    workspace.addImage(u"v1"_s, u"b"_s, {{u"image_url"_s, u"https://public/b.jpg"_s}});
    GalleryStore store(workspace.connection());
    const auto isNeeded = [&store](const QString &vehicle, const QString &path, const QString &url = {}) {
        db::NewImage image;
        image.storagePath = path;
        image.imageUrl = url;
        return must(store.hasRowFor(vehicle, image));
    };
    QVERIFY(isNeeded(u"v1"_s, u"v1/a.jpg"_s));
    QVERIFY(isNeeded(u"v1"_s, u"b.jpg"_s, u"https://public/b.jpg"_s));
    QVERIFY(!isNeeded(u"v1"_s, u"v1/c.jpg"_s, u"https://public/c.jpg"_s));
    QVERIFY(!isNeeded(u"v2"_s, u"v1/a.jpg"_s));
}

void TestGallery::onlyTheFirstImageIsPrimary()
{
    TestWorkspace workspace;
    workspace.addVehicle(1, gallery({u"a"_s, u"b"_s, u"c"_s}));
    GalleryStore store(workspace.connection());
    for (const QString &url : {u"b"_s, u"a"_s, u"c"_s})
        QCOMPARE(must(store.add(u"v1"_s, image(url, url), at())), Added::Row);
    QCOMPARE(workspace.rows(u"SELECT source_url FROM vehicle_images WHERE is_primary"_s),
             QStringList(u"b"_s));
}

void TestGallery::failuresAreKeptUntilTheImageIsStored_data()
{
    QTest::addColumn<bool>("isFinal");
    QTest::addColumn<bool>("byOtherProgram");
    QTest::newRow("a failure that may pass, stored by us") << false << false;
    QTest::newRow("a final failure, stored by us all the same") << true << false;
    QTest::newRow("a failure whose image another program stores") << false << true;
}

void TestGallery::failuresAreKeptUntilTheImageIsStored()
{
    QFETCH(bool, isFinal);
    QFETCH(bool, byOtherProgram);
    TestWorkspace workspace;
    workspace.addVehicle(1, gallery({u"a"_s, u"b"_s}));
    GalleryStore store(workspace.connection());
    must(store.recordFailure(u"v1"_s, failure(u"a"_s, isFinal), at()));
    must(store.recordFailure(u"v1"_s, failure(u"b"_s), at()));
    QCOMPARE(shown(workspace).first(), isFinal ? u"a final"_s : u"a failed"_s);
    const ImageItem failed = must(store.list(u"v1"_s)).front();
    QCOMPARE(failed.cause, std::optional(core::Cause::Timeout));
    QCOMPARE(failed.message, u"It took too long."_s);
    QCOMPARE(failed.attempts, 2);
    QCOMPARE(workspace.value(u"SELECT missing_count FROM vehicle_scrape_state"_s).toInt(),
             2); // a failure is still missing
    if (byOtherProgram)
        workspace.addImage(u"v1"_s, u"a"_s);
    else
        QCOMPARE(must(store.add(u"v1"_s, image(u"a"_s, u"h"_s), at())), Added::Row);
    QCOMPARE(shown(workspace), QStringList({u"a stored"_s, u"b failed"_s}));
    QCOMPARE(workspace.rows(u"SELECT source_url FROM image_failures"_s), QStringList(u"b"_s));
}

void TestGallery::aFailureIsWrittenOverByTheNext()
{
    TestWorkspace workspace;
    workspace.addVehicle(1, gallery({u"a"_s}));
    GalleryStore store(workspace.connection());
    must(store.recordFailure(u"v1"_s, failure(u"a"_s), at()));
    ImageItem next = failure(u"a"_s, true);
    next.cause = core::Cause::NotFound;
    next.attempts = 3;
    must(store.recordFailure(u"v1"_s, next, at(9)));
    QCOMPARE(workspace.rows(u"SELECT source_url, cause, attempts, is_final, failed_at FROM image_failures"_s),
             QStringList(u"a|not_found|3|1|2026-01-31T12:00:09.000Z"_s));
}

void TestGallery::aFailureWithoutAMessageIsKept()
{
    TestWorkspace workspace;
    workspace.addVehicle(1, gallery({u"a"_s}));
    ImageItem item = failure(u"a"_s);
    item.message.clear();
    must(GalleryStore(workspace.connection()).recordFailure(u"v1"_s, item, at()));
    QCOMPARE(shown(workspace), QStringList(u"a failed"_s));
}

void TestGallery::anImageOfNoVehicleIsRefused()
{
    TestWorkspace workspace;
    const auto added = GalleryStore(workspace.connection()).add(u"gone"_s, image(u"a"_s, u"h"_s), at());
    QVERIFY(!added);
    QCOMPARE(added.error().code, core::ErrorCode::NotFound);
    QCOMPARE(workspace.value(u"SELECT count(*) FROM vehicle_images"_s).toInt(), 0);
    const auto failed = GalleryStore(workspace.connection()).recordFailure(u"gone"_s, failure(u"a"_s), at());
    QVERIFY(!failed);
    QCOMPARE(failed.error().code, core::ErrorCode::NotFound);
}

QTEST_GUILESS_MAIN(TestGallery)
#include "tst_gallery.moc"
