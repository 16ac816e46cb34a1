// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imageurl.h"

#include <QtTest>

using namespace Qt::StringLiterals;

namespace {

const QString kUploads = u"https://bringatrailer.com/wp-content/uploads/2026/03/"_s;

}

class TestImageUrl : public QObject
{
    Q_OBJECT

private slots:
    void normalised_data();
    void normalised();
    void galleryImage_data();
    void galleryImage();
    void listKeepsOrderAndDropsTheRest();
};

void TestImageUrl::normalised_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const QString &file, const QString &expected) {
        QTest::newRow(name) << QString(kUploads + file) << QString(kUploads + expected);
    };
    row("as it is", u"a.jpg"_s, u"a.jpg"_s);
    row("a query", u"a.jpg?resize=470%2C318"_s, u"a.jpg"_s);
    row("an escaped query", u"a.jpg?w=620&amp;h=10&#038;x"_s, u"a.jpg"_s);
    row("a fragment", u"a.jpg#top"_s, u"a.jpg"_s);
    row("scaled", u"a-scaled.jpg"_s, u"a.jpg"_s);
    row("a size", u"a-1024x683.jpeg"_s, u"a.jpeg"_s);
    row("a size and scaled", u"a-300x200-scaled.jpg?x=1"_s, u"a.jpg"_s);
    row("a number that is no size", u"porsche-911-1999.jpg"_s, u"porsche-911-1999.jpg"_s);
    row("a size in the middle", u"a-300x200-rear.jpg"_s, u"a-300x200-rear.jpg"_s);
    row("scaled in the middle", u"a-scaled-model.jpg"_s, u"a-scaled-model.jpg"_s);
    row("upper case suffix", u"IMG_1-scaled.JPG"_s, u"IMG_1.JPG"_s);
    row("percent signs stay", u"caf%C3%A9%20racer.jpg"_s, u"caf%C3%A9%20racer.jpg"_s);
    row("an ampersand in the name", u"black&amp;white.jpg"_s, u"black&white.jpg"_s);
    row("nothing but a size", u"-300x200.jpg"_s, u"-300x200.jpg"_s);
    QTest::newRow("without a scheme") << u"//bringatrailer.com/wp-content/uploads/a.jpg"_s
                                      << u"https://bringatrailer.com/wp-content/uploads/a.jpg"_s;
    QTest::newRow("a mirror keeps http and its port") << u" http://127.0.0.1:81/wp-content/uploads/a.jpg?x "_s
                                                      << u"http://127.0.0.1:81/wp-content/uploads/a.jpg"_s;
    QTest::newRow("nothing") << QString() << QString();
}

void TestImageUrl::normalised()
{
    QFETCH(QString, url);
    QTEST(core::normalisedImageUrl(url), "expected");
    const QString once = core::normalisedImageUrl(url);
    QCOMPARE(core::normalisedImageUrl(once), once);
}

void TestImageUrl::galleryImage_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("is");
    const auto own = [](const char *name, const QString &file, bool is) {
        QTest::newRow(name) << QString(kUploads + file) << is;
    };
    own("a photograph", u"1999_porsche_911_img_0001.jpg"_s, true);
    own("a Mercedes is no merchandise", u"1957_mercedes-benz_300sl.jpeg"_s, true);
    own("a merchant's lorry neither", u"merchant-lorry.jpg"_s, true);
    own("a picture without a suffix", u"photo"_s, true);
    own("merchandise", u"bat-merch-cap.jpg"_s, false);
    own("question of the week", u"QOTW-44.jpg"_s, false);
    own("winner template", u"winner-template-2.jpg"_s, false);
    own("weekly weird", u"weekly-weird.png"_s, false);
    own("mile marker", u"mile-marker-9.png"_s, false);
    own("podcast", u"bat-podcast.jpg"_s, false);
    own("site post", u"site-post-99.jpg"_s, false);
    own("thumbnail template", u"thumbnail-template.jpg"_s, false);
    own("screenshot", u"Screenshot-2026-03-01.png"_s, false);
    own("a flag", u"countries/us.png"_s, false);
    own("web and three digits", u"web-123-header.jpg"_s, false);
    own("web and a name", u"web-header.jpg"_s, true);
    own("a drawing", u"plan.SVG"_s, false);
    own("a document", u"invoice.pdf"_s, false);
    own("a folder", QString(), false);
    own("a tracking pixel", u"tracking-pixel.gif"_s, false);
    QTest::newRow("the theme") << u"https://bringatrailer.com/wp-content/themes/b/assets/img/a.jpg"_s
                               << false;
    QTest::newRow("uploads only in the query")
        << u"https://x.example/a.jpg?u=/wp-content/uploads/b.jpg"_s << false;
    QTest::newRow("uploads as the host") << u"https://wp-content/uploads.jpg"_s << false;
    QTest::newRow("a relative path") << u"/wp-content/uploads/a.jpg"_s << false;
    QTest::newRow("a script") << u"javascript://x/wp-content/uploads/a.jpg"_s << false;
    QTest::newRow("data") << u"data:image/png;base64,AAAA"_s << false;
    QTest::newRow("a line feed") << QString(kUploads + u"a\n.jpg"_s) << false;
    QTest::newRow("nothing") << QString() << false;
}

void TestImageUrl::galleryImage()
{
    QFETCH(QString, url);
    QTEST(core::isGalleryImageUrl(url), "is");
}

void TestImageUrl::listKeepsOrderAndDropsTheRest()
{
    const QStringList urls = {kUploads + u"b.jpg?w=1",
                              kUploads + u"a-scaled.jpg",
                              kUploads + u"b-300x200.jpg",
                              kUploads + u"1x1.gif",
                              QString(),
                              kUploads + u"x.svg",
                              kUploads + u"a.jpg",
                              kUploads + u"c.jpg"};
    const QStringList expected = {kUploads + u"b.jpg", kUploads + u"a.jpg", kUploads + u"c.jpg"};
    QCOMPARE(core::galleryImageUrls(urls), expected);
    QCOMPARE(core::galleryImageUrls(expected), expected);
    QCOMPARE(core::galleryImageUrls({}), QStringList());
}

QTEST_GUILESS_MAIN(TestImageUrl)
#include "tst_imageurl.moc"
