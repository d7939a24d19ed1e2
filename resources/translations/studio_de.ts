<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name>Datasets</name>
    <message>
        <source>boxes</source>
        <translation>Boxen</translation>
    </message>
    <message>
        <source>boxes with a label</source>
        <translation>Boxen mit Label</translation>
    </message>
    <message>
        <source>region captions</source>
        <translation>Texte zu Regionen</translation>
    </message>
    <message>
        <source>image captions</source>
        <translation>Texte zu Bildern</translation>
    </message>
    <message>
        <source>attributes</source>
        <translation>Attribute</translation>
    </message>
    <message>
        <source>splits</source>
        <translation>Aufteilung</translation>
    </message>
    <message>
        <source>colours and parents of labels</source>
        <translation>Farben und Oberbegriffe von Labels</translation>
    </message>
    <message>
        <source>images alone</source>
        <translation>nur Bilder</translation>
    </message>
    <message numerus="yes">
        <source>%Ln region(s)</source>
        <translation>
            <numerusform>%Ln Region</numerusform>
            <numerusform>%Ln Regionen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln region(s) without a label</source>
        <translation>
            <numerusform>%Ln Region ohne Label</numerusform>
            <numerusform>%Ln Regionen ohne Label</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln region caption(s)</source>
        <translation>
            <numerusform>%Ln Text zu einer Region</numerusform>
            <numerusform>%Ln Texte zu Regionen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln further caption(s) of regions</source>
        <translation>
            <numerusform>%Ln weiterer Text zu einer Region</numerusform>
            <numerusform>%Ln weitere Texte zu Regionen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image caption(s)</source>
        <translation>
            <numerusform>%Ln Text zu einem Bild</numerusform>
            <numerusform>%Ln Texte zu Bildern</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln attribute(s) of images and regions</source>
        <translation>
            <numerusform>%Ln Attribut von Bildern und Regionen</numerusform>
            <numerusform>%Ln Attribute von Bildern und Regionen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>whether train, val or test, of %Ln image(s)</source>
        <translation>
            <numerusform>ob train, val oder test, von %Ln Bild</numerusform>
            <numerusform>ob train, val oder test, von %Ln Bildern</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>colours, parents and attributes of %Ln label(s)</source>
        <translation>
            <numerusform>Farbe, Oberbegriff und Attribute von %Ln Label</numerusform>
            <numerusform>Farben, Oberbegriffe und Attribute von %Ln Labels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) without regions</source>
        <translation>
            <numerusform>%Ln Bild ohne Regionen</numerusform>
            <numerusform>%Ln Bilder ohne Regionen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 with %2</source>
        <translation>%1 mit %2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s)</source>
        <translation>
            <numerusform>%Ln Bild</numerusform>
            <numerusform>%Ln Bilder</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Evaluation</name>
    <message>
        <source>mean IoU</source>
        <translation>mittlere IoU</translation>
    </message>
    <message>
        <source>mAcc</source>
        <translation>mAcc</translation>
    </message>
    <message>
        <source>top-%1</source>
        <translation>Top-%1</translation>
    </message>
    <message>
        <source>Acc@0.%1</source>
        <translation>Acc@0.%1</translation>
    </message>
    <message>
        <source>R@%1</source>
        <translation>R@%1</translation>
    </message>
    <message>
        <source>n/a</source>
        <translation>k. A.</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
</context>
<context>
    <name>Jobs</name>
    <message>
        <source>Index</source>
        <translation>Index</translation>
    </message>
    <message>
        <source>Train: %1 recipe</source>
        <translation>Training: Rezept %1</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Evaluate</source>
        <translation>Auswertung</translation>
    </message>
    <message>
        <source>Evaluate: %1</source>
        <translation>Auswertung: %1</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Startet</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Hält an</translation>
    </message>
    <message>
        <source>Not started</source>
        <translation>Nicht gestartet</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Pausiert</translation>
    </message>
    <message>
        <source>%1 images/s</source>
        <translation>%1 Bilder/s</translation>
    </message>
    <message>
        <source>%1 steps/s</source>
        <translation>%1 Schritte/s</translation>
    </message>
    <message>
        <source>%1 /s</source>
        <translation>%1 /s</translation>
    </message>
    <message>
        <source>%1 / %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>%1 steps</source>
        <translation>%1 Schritte</translation>
    </message>
    <message>
        <source>%1 images</source>
        <translation>%1 Bilder</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 min %2 s</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>%1 d %2 h</source>
        <translation>%1 d %2 h</translation>
    </message>
    <message>
        <source>Import: %1</source>
        <translation>Import: %1</translation>
    </message>
    <message>
        <source>Export: %1</source>
        <translation>Export: %1</translation>
    </message>
    <message>
        <source>Convert: %1</source>
        <translation>Umwandeln: %1</translation>
    </message>
    <message numerus="yes">
        <source>Label %n image(s) by machine</source>
        <translation>
            <numerusform>%n Bild maschinell labeln</numerusform>
            <numerusform>%n Bilder maschinell labeln</numerusform>
        </translation>
    </message>
    <message>
        <source>Label by machine</source>
        <translation>Maschinell labeln</translation>
    </message>
</context>
<context>
    <name>Recipe</name>
    <message>
        <source>a whole number</source>
        <translation>eine ganze Zahl</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>eine Zahl</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Must be %1.</source>
        <translation>Muss %1 sein.</translation>
    </message>
    <message>
        <source>Must be %1, at least %2.</source>
        <translation>Muss %1 sein, mindestens %2.</translation>
    </message>
    <message>
        <source>Must be %1 between %2 and %3.</source>
        <translation>Muss %1 von %2 bis %3 sein.</translation>
    </message>
    <message>
        <source>Must be one of: %1.</source>
        <translation>Muss eines davon sein: %1.</translation>
    </message>
    <message>
        <source>Must not be empty.</source>
        <translation>Darf nicht leer sein.</translation>
    </message>
    <message>
        <source>Must not be empty: %1.</source>
        <translation>Darf nicht leer sein: %1.</translation>
    </message>
</context>
<context>
    <name>RegionCommands</name>
    <message>
        <source>nudge</source>
        <translation>Verschieben</translation>
    </message>
    <message>
        <source>resize</source>
        <translation>Größe ändern</translation>
    </message>
    <message>
        <source>duplicate</source>
        <translation>Duplizieren</translation>
    </message>
    <message>
        <source>paste</source>
        <translation>Einfügen</translation>
    </message>
</context>
<context>
    <name>SearchQuery</name>
    <message>
        <source>not box of %1</source>
        <translation>nicht Box aus %1</translation>
    </message>
    <message>
        <source>box of %1</source>
        <translation>Box aus %1</translation>
    </message>
</context>
<context>
    <name>Studio</name>
    <message>
        <source>Looks into images by region.</source>
        <translation>Erkundet Bilder Region für Region.</translation>
    </message>
    <message>
        <source>A project, a folder of images or a data set</source>
        <translation>Ein Projekt, ein Bilderordner oder ein Datensatz</translation>
    </message>
    <message>
        <source>Language of the window, e.g. de</source>
        <translation>Sprache des Fensters, z. B. de</translation>
    </message>
    <message>
        <source>Print when the window was there and ready, and quit</source>
        <translation>Ausgeben, wann das Fenster da und bereit war, und beenden</translation>
    </message>
</context>
<context>
    <name>cloc::ui::AttributesModel</name>
    <message>
        <source>New…</source>
        <translation>Neu …</translation>
    </message>
    <message>
        <source>(different)</source>
        <translation>(verschieden)</translation>
    </message>
    <message>
        <source>Attribute</source>
        <translation>Attribut</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
</context>
<context>
    <name>cloc::ui::BalanceModel</name>
    <message>
        <source>%1 of %2 regions; %3 % of all regions are in this part</source>
        <translation>%1 von %2 Regionen; von allen Regionen sind %3 % in diesem Teil</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Label</translation>
    </message>
    <message>
        <source>Regions</source>
        <translation>Regionen</translation>
    </message>
    <message>
        <source>(none)</source>
        <translation>(keiner)</translation>
    </message>
    <message numerus="yes">
        <source>%1: %Ln image(s). In brackets: percent points more or less than of all regions</source>
        <translation>
            <numerusform>%1: %Ln Bild. In Klammern: Prozentpunkte mehr oder weniger als bei allen Regionen</numerusform>
            <numerusform>%1: %Ln Bilder. In Klammern: Prozentpunkte mehr oder weniger als bei allen Regionen</numerusform>
        </translation>
    </message>
    <message>
        <source>The largest difference of any part, in percent points</source>
        <translation>Der größte Unterschied eines Teils, in Prozentpunkten</translation>
    </message>
    <message>
        <source>Deviation</source>
        <translation>Abweichung</translation>
    </message>
</context>
<context>
    <name>cloc::ui::BoxEditor</name>
    <message numerus="yes">
        <source>move %n region(s)</source>
        <translation>
            <numerusform>%n Region verschieben</numerusform>
            <numerusform>%n Regionen verschieben</numerusform>
        </translation>
    </message>
    <message>
        <source>resize a region</source>
        <translation>Größe der Region ändern</translation>
    </message>
    <message>
        <source>draw a region</source>
        <translation>Region zeichnen</translation>
    </message>
</context>
<context>
    <name>cloc::ui::CanvasActions</name>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Select and edit</source>
        <translation>Auswählen und bearbeiten</translation>
    </message>
    <message>
        <source>Draw boxes</source>
        <translation>Boxen zeichnen</translation>
    </message>
    <message>
        <source>Add a box in the middle</source>
        <translation>Box in der Mitte einfügen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Fit the image</source>
        <translation>Bild einpassen</translation>
    </message>
    <message>
        <source>Fit the width</source>
        <translation>Breite einpassen</translation>
    </message>
    <message>
        <source>Actual size</source>
        <translation>Originalgröße</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>Zoom to the selection</source>
        <translation>Auf die Auswahl zoomen</translation>
    </message>
    <message>
        <source>Reload the image</source>
        <translation>Bild neu laden</translation>
    </message>
    <message>
        <source>Next object</source>
        <translation>Nächstes Objekt</translation>
    </message>
    <message>
        <source>Previous object</source>
        <translation>Voriges Objekt</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>Alles auswählen</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Duplizieren</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>Hide or show all</source>
        <translation>Alle aus-/einblenden</translation>
    </message>
    <message>
        <source>Lock or unlock</source>
        <translation>Sperren/Entsperren</translation>
    </message>
    <message>
        <source>Raise</source>
        <translation>Nach vorn</translation>
    </message>
    <message>
        <source>Lower</source>
        <translation>Nach hinten</translation>
    </message>
    <message>
        <source>To the front</source>
        <translation>Ganz nach vorn</translation>
    </message>
    <message>
        <source>To the back</source>
        <translation>Ganz nach hinten</translation>
    </message>
    <message>
        <source>Move left</source>
        <translation>Nach links rücken</translation>
    </message>
    <message>
        <source>Narrower</source>
        <translation>Schmaler</translation>
    </message>
    <message>
        <source>Move right</source>
        <translation>Nach rechts rücken</translation>
    </message>
    <message>
        <source>Wider</source>
        <translation>Breiter</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>Nach oben rücken</translation>
    </message>
    <message>
        <source>Lower height</source>
        <translation>Niedriger</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>Nach unten rücken</translation>
    </message>
    <message>
        <source>Greater height</source>
        <translation>Höher</translation>
    </message>
    <message>
        <source>%1 by 10</source>
        <translation>%1 (um 10)</translation>
    </message>
    <message>
        <source>Label %1</source>
        <translation>Label %1</translation>
    </message>
    <message>
        <source>Edit the label</source>
        <translation>Label bearbeiten</translation>
    </message>
    <message>
        <source>Find similar</source>
        <translation>Ähnliche finden</translation>
    </message>
    <message>
        <source>Crosshair while drawing</source>
        <translation>Fadenkreuz beim Zeichnen</translation>
    </message>
    <message>
        <source>Rulers</source>
        <translation>Lineale</translation>
    </message>
    <message>
        <source>Rulers from 0 to 1</source>
        <translation>Lineale von 0 bis 1</translation>
    </message>
    <message>
        <source>Labels beside boxes</source>
        <translation>Labels neben den Boxen</translation>
    </message>
    <message>
        <source>Boxes</source>
        <translation>Boxen</translation>
    </message>
    <message>
        <source>Keep the zoom from image to image</source>
        <translation>Zoom von Bild zu Bild behalten</translation>
    </message>
    <message>
        <source>The wheel scrolls</source>
        <translation>Mausrad scrollt</translation>
    </message>
    <message>
        <source>Drawing makes a region</source>
        <translation>Zeichnen erzeugt eine Region</translation>
    </message>
    <message>
        <source>Verified (tap Space)</source>
        <translation>Geprüft (Leertaste antippen)</translation>
    </message>
</context>
<context>
    <name>cloc::ui::CanvasView</name>
    <message>
        <source>Image canvas</source>
        <translation>Bildfläche</translation>
    </message>
    <message>
        <source>No image is open.</source>
        <translation>Kein Bild geöffnet.</translation>
    </message>
    <message numerus="yes">
        <source>%n region(s)</source>
        <translation>
            <numerusform>%n Region</numerusform>
            <numerusform>%n Regionen</numerusform>
        </translation>
    </message>
    <message>
        <source>one selected</source>
        <translation>eine ausgewählt</translation>
    </message>
    <message>
        <source>selected: %1</source>
        <translation>ausgewählt: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>%n ausgewählt</numerusform>
            <numerusform>%n ausgewählt</numerusform>
        </translation>
    </message>
    <message>
        <source>No image is open</source>
        <translation>Kein Bild geöffnet</translation>
    </message>
    <message>
        <source>Choose one in the gallery, or open a folder with Ctrl+U.</source>
        <translation>Eines in der Galerie wählen oder mit Strg+U einen Ordner öffnen.</translation>
    </message>
    <message>
        <source>Loading %1</source>
        <translation>%1 wird geladen</translation>
    </message>
    <message>
        <source>Boxes can be looked at and edited meanwhile.</source>
        <translation>Boxen lassen sich schon ansehen und bearbeiten.</translation>
    </message>
    <message>
        <source>The image file is not there</source>
        <translation>Die Bilddatei fehlt</translation>
    </message>
    <message>
        <source>%1

Its regions are kept. Put the file back, then reload with F5.</source>
        <translation>%1

Ihre Regionen bleiben erhalten. Datei zurücklegen, dann mit F5 neu laden.</translation>
    </message>
    <message>
        <source>%1 cannot be shown</source>
        <translation>%1 lässt sich nicht anzeigen</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>Geprüft</translation>
    </message>
</context>
<context>
    <name>cloc::ui::CheckListButton</name>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Search in %1</source>
        <translation>In %1 suchen</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>cloc::ui::ClassesModel</name>
    <message>
        <source>n/a</source>
        <translation>k. A.</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Items</source>
        <translation>Anzahl</translation>
    </message>
    <message>
        <source>Top-1</source>
        <translation>Top-1</translation>
    </message>
    <message>
        <source>Top-5</source>
        <translation>Top-5</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
</context>
<context>
    <name>cloc::ui::CommandPalette</name>
    <message>
        <source>Type a command</source>
        <translation>Befehl eingeben</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
</context>
<context>
    <name>cloc::ui::ConflictDialog</name>
    <message>
        <source>Two changes of one region</source>
        <translation>Zwei Änderungen derselben Region</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>Meine</translation>
    </message>
    <message>
        <source>Theirs</source>
        <translation>Die anderen</translation>
    </message>
    <message>
        <source>Double-click to see the region in its image</source>
        <translation>Doppelklick zeigt die Region in ihrem Bild</translation>
    </message>
    <message>
        <source>Decide &amp;later</source>
        <translation>&amp;Später entscheiden</translation>
    </message>
    <message>
        <source>Keep &amp;theirs</source>
        <translation>Die der &amp;anderen behalten</translation>
    </message>
    <message>
        <source>Put &amp;mine over theirs</source>
        <translation>&amp;Meine darübersetzen</translation>
    </message>
    <message>
        <source>Your change of these regions is dropped; the rest of the step is made</source>
        <translation>Ihre Änderung dieser Regionen entfällt; der Rest des Schritts wird ausgeführt</translation>
    </message>
    <message>
        <source>What you changed is as you made it, the rest as they made it. Ctrl+Z takes it back.</source>
        <translation>Was Sie geändert haben, ist wie von Ihnen, der Rest wie von den anderen. Strg+Z nimmt es zurück.</translation>
    </message>
    <message>
        <source>%1 was faster than you</source>
        <translation>%1 war schneller als Sie</translation>
    </message>
    <message>
        <source>The region was changed before you</source>
        <translation>Die Region wurde vor Ihnen geändert</translation>
    </message>
    <message numerus="yes">
        <source>Since you saw it, %n region(s) of your step “%1” have been changed by %2. Nothing of your step is written yet.</source>
        <translation>
            <numerusform>Seit Sie sie gesehen haben, wurde %n Region Ihres Schritts „%1“ geändert, von %2. Von Ihrem Schritt ist noch nichts geschrieben.</numerusform>
            <numerusform>Seit Sie sie gesehen haben, wurden %n Regionen Ihres Schritts „%1“ geändert, von %2. Von Ihrem Schritt ist noch nichts geschrieben.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more to decide after this one.</source>
        <translation>
            <numerusform>Danach ist noch %n zu entscheiden.</numerusform>
            <numerusform>Danach sind noch %n zu entscheiden.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::ConflictRows</name>
    <message>
        <source>%1, %2 · %3 × %4</source>
        <translation>%1, %2 · %3 × %4</translation>
    </message>
    <message>
        <source>Box</source>
        <translation>Rahmen</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Label</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>Bildtext</translation>
    </message>
    <message>
        <source>More captions</source>
        <translation>Weitere Texte</translation>
    </message>
    <message>
        <source>Attributes</source>
        <translation>Attribute</translation>
    </message>
    <message>
        <source>Height in the pile</source>
        <translation>Höhe im Stapel</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Herkunft</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>Region</translation>
    </message>
    <message>
        <source>there</source>
        <translation>vorhanden</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>entfernt</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>geändert</translation>
    </message>
    <message>
        <source>another program</source>
        <translation>einem anderen Programm</translation>
    </message>
    <message>
        <source>%1, who took back “%2”, %3</source>
        <translation>%1, mit Rücknahme von „%2“, %3</translation>
    </message>
    <message>
        <source>%1, “%2”, %3</source>
        <translation>%1, „%2“, %3</translation>
    </message>
</context>
<context>
    <name>cloc::ui::ConfusionMatrix</name>
    <message>
        <source>Classes that are taken for one another</source>
        <translation>Klassen, die verwechselt werden</translation>
    </message>
    <message>
        <source>No class was taken for another.</source>
        <translation>Keine Klasse wurde verwechselt.</translation>
    </message>
    <message>
        <source>%1 taken for %2: %3</source>
        <translation>%1 als %2 erkannt: %3</translation>
    </message>
</context>
<context>
    <name>cloc::ui::ConfusionModel</name>
    <message>
        <source>Is</source>
        <translation>Ist</translation>
    </message>
    <message>
        <source>Taken for</source>
        <translation>Erkannt als</translation>
    </message>
    <message>
        <source>Regions</source>
        <translation>Regionen</translation>
    </message>
</context>
<context>
    <name>cloc::ui::ConversionDialog</name>
    <message>
        <source>&amp;Convert</source>
        <translation>&amp;Umwandeln</translation>
    </message>
    <message>
        <source>Weights of another program</source>
        <translation>Gewichte eines anderen Programms</translation>
    </message>
    <message>
        <source>OpenAI&apos;s CLIP, open_clip&apos;s files and Hugging Face&apos;s CLIP and SigLIP become a model of this project. The files are read as data: nothing in them is executed.</source>
        <translation>OpenAIs CLIP, Dateien von open_clip und CLIP und SigLIP von Hugging Face werden ein Modell dieses Projekts. Die Dateien werden als Daten gelesen: Nichts darin wird ausgeführt.</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>Ordner…</translation>
    </message>
    <message>
        <source>File…</source>
        <translation>Datei…</translation>
    </message>
    <message>
        <source>model.safetensors, open_clip_pytorch_model.bin, ViT-B-16.pt, or their folder</source>
        <translation>model.safetensors, open_clip_pytorch_model.bin, ViT-B-16.pt oder ihr Ordner</translation>
    </message>
    <message>
        <source>&amp;Weights</source>
        <translation>&amp;Gewichte</translation>
    </message>
    <message>
        <source>From the image&apos;s tokens (RoI-Align)</source>
        <translation>Aus den Tokens des Bildes (RoI-Align)</translation>
    </message>
    <message>
        <source>Each cut out and encoded</source>
        <translation>Jede ausgeschnitten und kodiert</translation>
    </message>
    <message>
        <source>&amp;Boxes</source>
        <translation>&amp;Boxen</translation>
    </message>
    <message>
        <source>Beside the weights, or CLIP&apos;s own</source>
        <translation>Neben den Gewichten, oder der von CLIP</translation>
    </message>
    <message>
        <source>&amp;Tokenizer</source>
        <translation>&amp;Tokenizer</translation>
    </message>
    <message>
        <source>As the weights&apos; configuration says</source>
        <translation>Wie in der Konfiguration der Gewichte</translation>
    </message>
    <message>
        <source>Quick GELU (OpenAI, MetaCLIP, DFN)</source>
        <translation>Quick GELU (OpenAI, MetaCLIP, DFN)</translation>
    </message>
    <message>
        <source>GELU (LAION, DataComp)</source>
        <translation>GELU (LAION, DataComp)</translation>
    </message>
    <message>
        <source>For weights without a configuration: they do not tell, and the wrong one gives wrong results</source>
        <translation>Für Gewichte ohne Konfiguration: Sie sagen es nicht, und die falsche gibt falsche Ergebnisse</translation>
    </message>
    <message>
        <source>&amp;Activation</source>
        <translation>&amp;Aktivierung</translation>
    </message>
    <message>
        <source>The weights&apos; own</source>
        <translation>Die der Gewichte</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>A side of the images that the model sees: a multiple of its patches. Larger finds smaller things, slower</source>
        <translation>Seite der Bilder, die das Modell sieht: ein Vielfaches seiner Patches. Größere finden kleinere Dinge, langsamer</translation>
    </message>
    <message>
        <source>&amp;Image size</source>
        <translation>B&amp;ildgröße</translation>
    </message>
    <message>
        <source>Start it as a job; the model is opened when it is there (Enter)</source>
        <translation>Als Auftrag starten; das Modell wird geöffnet, wenn es da ist (Eingabe)</translation>
    </message>
    <message>
        <source>The folder</source>
        <translation>Der Ordner</translation>
    </message>
    <message>
        <source>The file</source>
        <translation>Die Datei</translation>
    </message>
    <message>
        <source>There is no such file or folder.</source>
        <translation>Diese Datei oder diesen Ordner gibt es nicht.</translation>
    </message>
    <message>
        <source>A pass of the encoder for each box: slow to index, and dragging a box is slower too; sees small things sharper.</source>
        <translation>Ein Durchlauf des Encoders für jede Box: Indizieren ist langsam, und auch das Ziehen einer Box ist langsamer; sieht kleine Dinge schärfer.</translation>
    </message>
    <message>
        <source>One pass of the encoder for an image, then any number of boxes at hardly any cost. Training can add a Prompter later.</source>
        <translation>Ein Durchlauf des Encoders für ein Bild, danach kosten beliebig viele Boxen fast nichts. Training kann später einen Prompter hinzufügen.</translation>
    </message>
</context>
<context>
    <name>cloc::ui::DatasetController</name>
    <message>
        <source>No program opens %1.</source>
        <translation>Kein Programm öffnet %1.</translation>
    </message>
    <message>
        <source>The project is open to read only: nothing can be imported into it, and no job can be started. Make its folder writable and open it again.</source>
        <translation>Das Projekt ist nur zum Lesen offen: Es kann nichts importiert und kein Auftrag begonnen werden. Machen Sie seinen Ordner beschreibbar und öffnen Sie es wieder.</translation>
    </message>
    <message>
        <source>Exported again: %1</source>
        <translation>Wird wieder exportiert: %1</translation>
    </message>
    <message>
        <source>The import has begun: Jobs shows how far it is.</source>
        <translation>Der Import hat begonnen: Wie weit er ist, steht unter Aufträge.</translation>
    </message>
    <message>
        <source>The export has begun: Jobs shows how far it is.</source>
        <translation>Der Export hat begonnen: Wie weit er ist, steht unter Aufträge.</translation>
    </message>
</context>
<context>
    <name>cloc::ui::DemoMaker</name>
    <message>
        <source>%1 cannot be started. Install the program again.</source>
        <translation>%1 lässt sich nicht starten. Das Programm neu installieren.</translation>
    </message>
    <message>
        <source>Cannot make the folder %1 (%2). Free some space, or open a folder of your own images.</source>
        <translation>Ordner %1 lässt sich nicht anlegen (%2). Platz schaffen oder einen eigenen Bilderordner öffnen.</translation>
    </message>
    <message>
        <source>Making the demo scenes</source>
        <translation>Demo-Szenen werden erzeugt</translation>
    </message>
    <message>
        <source>cloc-cli ended with code %1.</source>
        <translation>cloc-cli endete mit Code %1.</translation>
    </message>
    <message>
        <source>Cannot make the folder %1 (%2).</source>
        <translation>Ordner %1 lässt sich nicht anlegen (%2).</translation>
    </message>
</context>
<context>
    <name>cloc::ui::DetailsPanel</name>
    <message>
        <source>No image is open</source>
        <translation>Kein Bild ist offen</translation>
    </message>
    <message>
        <source>No region is selected</source>
        <translation>Keine Region ist gewählt</translation>
    </message>
    <message numerus="yes">
        <source>%n region(s)</source>
        <translation>
            <numerusform>%n Region</numerusform>
            <numerusform>%n Regionen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n locked</source>
        <translation>
            <numerusform>%n gesperrt</numerusform>
            <numerusform>%n gesperrt</numerusform>
        </translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>(different)</source>
        <translation>(verschieden)</translation>
    </message>
    <message>
        <source>attribute &quot;%1&quot;</source>
        <translation>Attribut „%1“</translation>
    </message>
    <message>
        <source>remove the attribute &quot;%1&quot;</source>
        <translation>Attribut „%1“ entfernen</translation>
    </message>
    <message>
        <source>remove the label</source>
        <translation>Label entfernen</translation>
    </message>
    <message>
        <source>label &quot;%1&quot;</source>
        <translation>Label „%1“</translation>
    </message>
    <message>
        <source>Select one region to see what was done to it.</source>
        <translation>Eine einzelne Region wählen, um zu sehen, was mit ihr getan wurde.</translation>
    </message>
    <message>
        <source>The label that the region had then is not in the project any more. Undo its removal first.</source>
        <translation>Das Label, das die Region damals hatte, ist nicht mehr im Projekt. Zuerst seine Entfernung rückgängig machen.</translation>
    </message>
    <message>
        <source>The region is locked: unlock it first.</source>
        <translation>Die Region ist gesperrt: zuerst entsperren.</translation>
    </message>
    <message>
        <source>revert</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message numerus="yes">
        <source>%n labelled</source>
        <translation>
            <numerusform>%n gelabelt</numerusform>
            <numerusform>%n gelabelt</numerusform>
        </translation>
    </message>
    <message>
        <source>split of the image</source>
        <translation>Teil des Bildes</translation>
    </message>
    <message>
        <source>Select a region on the image to see and change what is said of it.</source>
        <translation>Eine Region auf dem Bild wählen, um zu sehen und zu ändern, was über sie gesagt ist.</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Label</translation>
    </message>
    <message>
        <source>The label; a name that there is not yet makes a new one, an empty field takes it away</source>
        <translation>Das Label; ein neuer Name legt ein neues an, ein leeres Feld nimmt es weg</translation>
    </message>
    <message>
        <source>Difficult</source>
        <translation>Schwierig</translation>
    </message>
    <message>
        <source>Hard to tell; many evaluations leave such regions out</source>
        <translation>Schwer zu erkennen; viele Auswertungen lassen solche Regionen aus</translation>
    </message>
    <message>
        <source>Crowd</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>The box is around a group, not one thing</source>
        <translation>Die Box umgibt eine Gruppe, nicht ein einzelnes Ding</translation>
    </message>
    <message>
        <source>Occluded</source>
        <translation>Verdeckt</translation>
    </message>
    <message>
        <source>A part of it is hidden behind something</source>
        <translation>Ein Teil davon ist hinter etwas verborgen</translation>
    </message>
    <message>
        <source>Truncated</source>
        <translation>Abgeschnitten</translation>
    </message>
    <message>
        <source>A part of it lies outside of the image</source>
        <translation>Ein Teil davon liegt außerhalb des Bildes</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>captions of a region</source>
        <translation>Texte einer Region</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>Geprüft</translation>
    </message>
    <message>
        <source>Looked at and found right; on the image, tap Space</source>
        <translation>Durchgesehen und für richtig befunden; auf dem Bild die Leertaste antippen</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Teil</translation>
    </message>
    <message>
        <source>The part of the data that the image belongs to: train, val, test, or another word</source>
        <translation>Der Teil der Daten, zu dem das Bild gehört: train, val, test oder ein anderes Wort</translation>
    </message>
    <message>
        <source>captions of the image</source>
        <translation>Texte des Bildes</translation>
    </message>
    <message>
        <source>attribute &quot;%1&quot; of the image</source>
        <translation>Attribut „%1“ des Bildes</translation>
    </message>
</context>
<context>
    <name>cloc::ui::DisplayPanel</name>
    <message>
        <source>Standard</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>All values</source>
        <translation>Alle Werte</translation>
    </message>
    <message>
        <source>The picture&apos;s own (0.5 to 99.5 %)</source>
        <translation>Die des Bildes (0,5 bis 99,5 %)</translation>
    </message>
    <message>
        <source>By hand</source>
        <translation>Von Hand</translation>
    </message>
    <message>
        <source>Which values are shown, from black to white. Standard: 16-bit pictures by their own values</source>
        <translation>Welche Werte von Schwarz bis Weiß gezeigt werden. Standard: 16-Bit-Bilder nach ihren eigenen Werten</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>Werte</translation>
    </message>
    <message>
        <source>Black</source>
        <translation>Schwarz</translation>
    </message>
    <message>
        <source>White</source>
        <translation>Weiß</translation>
    </message>
    <message>
        <source>Brightness</source>
        <translation>Helligkeit</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>Kontrast</translation>
    </message>
    <message>
        <source>Gamma</source>
        <translation>Gamma</translation>
    </message>
    <message>
        <source>As delivered</source>
        <translation>Zurücksetzen</translation>
    </message>
</context>
<context>
    <name>cloc::ui::EngineService</name>
    <message>
        <source>Opening the model…</source>
        <translation>Modell wird geöffnet…</translation>
    </message>
    <message>
        <source>Model %1 is ready</source>
        <translation>Modell %1 ist bereit</translation>
    </message>
    <message>
        <source>Loading the model&apos;s library…</source>
        <translation>Bibliothek des Modells wird geladen…</translation>
    </message>
    <message>
        <source>The model&apos;s file has changed and cannot be read: %1</source>
        <translation>Die Datei des Modells hat sich geändert und ist nicht lesbar: %1</translation>
    </message>
    <message>
        <source>no Prompter: boxes by RoI-Align</source>
        <translation>kein Prompter: Boxen durch RoI-Align</translation>
    </message>
    <message>
        <source>no Prompter: boxes as crops</source>
        <translation>kein Prompter: Boxen als Ausschnitte</translation>
    </message>
</context>
<context>
    <name>cloc::ui::EvaluationView</name>
    <message>
        <source>No report is open. Evaluate a model, then open its report from the list of jobs.</source>
        <translation>Kein Bericht geöffnet. Ein Modell auswerten, dann den Bericht aus der Auftragsliste öffnen.</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>Kennzahlen</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>Confusion</source>
        <translation>Verwechslung</translation>
    </message>
    <message>
        <source>Grounding</source>
        <translation>Verortung</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>Ausgelassen</translation>
    </message>
    <message>
        <source>Compare the others with the chosen report</source>
        <translation>Andere mit dem gewählten Bericht vergleichen</translation>
    </message>
    <message>
        <source>Export all tables as CSV</source>
        <translation>Alle Tabellen als CSV exportieren</translation>
    </message>
    <message>
        <source>Filter classes</source>
        <translation>Klassen filtern</translation>
    </message>
    <message>
        <source>This report has no figures by class.</source>
        <translation>Dieser Bericht hat keine Kennzahlen je Klasse.</translation>
    </message>
    <message>
        <source>This report has no confusion of classes.</source>
        <translation>Dieser Bericht hat keine Verwechslungen.</translation>
    </message>
    <message>
        <source>Phrases whose box was missed by most. Green: where it is; red: where the model looked.</source>
        <translation>Phrasen mit den schlechtesten Boxen. Grün: richtige Stelle; rot: wo das Modell suchte.</translation>
    </message>
    <message>
        <source>This report has no worst groundings.</source>
        <translation>Dieser Bericht hat keine Verortungen.</translation>
    </message>
    <message>
        <source>Choose a cell or a row to see its regions.</source>
        <translation>Zelle oder Zeile wählen, um ihre Regionen zu sehen.</translation>
    </message>
    <message>
        <source>%1 images, %2 regions</source>
        <translation>%1 Bilder, %2 Regionen</translation>
    </message>
    <message>
        <source>The report &quot;%1&quot; has no confusion of classes.</source>
        <translation>Der Bericht „%1“ hat keine Verwechslungen.</translation>
    </message>
    <message>
        <source>The report &quot;%1&quot; has no worst groundings.</source>
        <translation>Der Bericht „%1“ hat keine Verortungen.</translation>
    </message>
    <message>
        <source>IoU %1  ·  %2</source>
        <translation>IoU %1  ·  %2</translation>
    </message>
    <message>
        <source>%1: the others are compared with it</source>
        <translation>%1: Die anderen werden damit verglichen</translation>
    </message>
    <message>
        <source>%1: its confusion and groundings are shown when it is chosen</source>
        <translation>%1: Bei Auswahl erscheinen Verwechslungen und Verortungen</translation>
    </message>
    <message>
        <source>Close %1</source>
        <translation>%1 schließen</translation>
    </message>
    <message>
        <source>%1 taken for %2: the report has no examples.</source>
        <translation>%1 als %2 erkannt: Der Bericht hat keine Beispiele.</translation>
    </message>
    <message>
        <source>%1 taken for %2: %3</source>
        <translation>%1 als %2 erkannt: %3</translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation>Kommagetrennte Werte (*.csv)</translation>
    </message>
</context>
<context>
    <name>cloc::ui::ExamplePanel</name>
    <message>
        <source>Also those with another label</source>
        <translation>Auch die mit anderem Label</translation>
    </message>
    <message>
        <source>Accept all above</source>
        <translation>Alle darüber annehmen</translation>
    </message>
    <message>
        <source>Rank again</source>
        <translation>Neu ordnen</translation>
    </message>
    <message>
        <source>What fits its name comes first too, as far as the name fits the example</source>
        <translation>Was zum Namen passt, kommt auch nach vorn, soweit der Name zum Beispiel passt</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>What was accepted draws others near, what was rejected pushes them away</source>
        <translation>Angenommenes zieht Ähnliches heran, Abgelehntes stößt es ab</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Label</translation>
    </message>
    <message>
        <source>Select one or more regions on an image and choose &quot;Find all like this and label them&quot;.</source>
        <translation>Wählen Sie auf einem Bild eine oder mehrere Regionen und dann „Alles Ähnliche finden und benennen“.</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>Suche läuft…</translation>
    </message>
    <message>
        <source>Nothing is like it that has not the label already.</source>
        <translation>Nichts Ähnliches, was das Label nicht schon hätte.</translation>
    </message>
    <message>
        <source>%1%2 above %3</source>
        <translation>%1%2 über %3</translation>
    </message>
    <message>
        <source>at least </source>
        <translation>mindestens </translation>
    </message>
    <message numerus="yes">
        <source>%Ln accepted</source>
        <translation>
            <numerusform>%Ln angenommen</numerusform>
            <numerusform>%Ln angenommen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln rejected</source>
        <translation>
            <numerusform>%Ln abgelehnt</numerusform>
            <numerusform>%Ln abgelehnt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln labelled so already</source>
        <translation>
            <numerusform>%Ln schon so benannt</numerusform>
            <numerusform>%Ln schon so benannt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln box(es) over others left out</source>
        <translation>
            <numerusform>%Ln Box über einer anderen ausgelassen</numerusform>
            <numerusform>%Ln Boxen über anderen ausgelassen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln locked</source>
        <translation>
            <numerusform>%Ln gesperrt</numerusform>
            <numerusform>%Ln gesperrt</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing scores above the threshold: move it to the left to take more.</source>
        <translation>Nichts liegt über der Schwelle: Schieben Sie sie nach links, um mehr zu nehmen.</translation>
    </message>
    <message>
        <source>A accepts, X rejects, U takes back, Enter opens the image. Pale: below the threshold, or rejected.</source>
        <translation>A nimmt an, X lehnt ab, U nimmt zurück, Enter öffnet das Bild. Blass: unter der Schwelle oder abgelehnt.</translation>
    </message>
    <message numerus="yes">
        <source>Label %Ln accepted</source>
        <translation>
            <numerusform>%Ln Angenommene benennen</numerusform>
            <numerusform>%Ln Angenommene benennen</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing to label: all of it has a label, is locked, or has gone.</source>
        <translation>Nichts zu benennen: Alles hat ein Label, ist gesperrt oder nicht mehr da.</translation>
    </message>
    <message numerus="yes">
        <source>Label %n region(s) by example</source>
        <translation>
            <numerusform>%n Region nach Beispiel benennen</numerusform>
            <numerusform>%n Regionen nach Beispiel benennen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n region(s) labelled. Ctrl+Z takes it back.</source>
        <translation>
            <numerusform>%n Region benannt. Strg+Z nimmt es zurück.</numerusform>
            <numerusform>%n Regionen benannt. Strg+Z nimmt es zurück.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln with another label left as they are.</source>
        <translation>
            <numerusform>%Ln mit anderem Label bleibt, wie sie ist.</numerusform>
            <numerusform>%Ln mit anderem Label bleiben, wie sie sind.</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing could be searched for.</source>
        <translation>Es konnte nichts gesucht werden.</translation>
    </message>
</context>
<context>
    <name>cloc::ui::ExamplesList</name>
    <message>
        <source>Enter or a double click opens the image</source>
        <translation>Eingabetaste oder Doppelklick öffnet das Bild</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>Beispiele</translation>
    </message>
</context>
<context>
    <name>cloc::ui::ExportDialog</name>
    <message>
        <source>&amp;Replace what is there</source>
        <translation>&amp;Ersetzen, was dort ist</translation>
    </message>
    <message>
        <source>&amp;Verified images only</source>
        <translation>Nur &amp;geprüfte Bilder</translation>
    </message>
    <message>
        <source>All splits</source>
        <translation>Alle Teile</translation>
    </message>
    <message>
        <source>All labels</source>
        <translation>Alle Labels</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>E&amp;xportieren</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Formats</source>
        <translation>Formate</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Holds</source>
        <translation>Enthält</translation>
    </message>
    <message>
        <source>Leaves out here</source>
        <translation>Lässt hier weg</translation>
    </message>
    <message>
        <source>&amp;Choose…</source>
        <translation>&amp;Wählen…</translation>
    </message>
    <message>
        <source>Choose a place and a name for the folder or file</source>
        <translation>Ort und Name für den Ordner oder die Datei wählen</translation>
    </message>
    <message>
        <source>&amp;To</source>
        <translation>&amp;Nach</translation>
    </message>
    <message>
        <source>Leave them where they are</source>
        <translation>Bleiben, wo sie sind</translation>
    </message>
    <message>
        <source>Copy them into the data set</source>
        <translation>In den Datensatz kopieren</translation>
    </message>
    <message>
        <source>Link them into the data set (no further space)</source>
        <translation>In den Datensatz verlinken (kein weiterer Platz)</translation>
    </message>
    <message>
        <source>&amp;Image files</source>
        <translation>&amp;Bilddateien</translation>
    </message>
    <message>
        <source>Only</source>
        <translation>Nur</translation>
    </message>
    <message>
        <source>Counting what there is to write</source>
        <translation>Zählt, was zu schreiben ist</translation>
    </message>
    <message>
        <source>Start it as a job: the window stays usable (Enter)</source>
        <translation>Als Auftrag beginnen: Das Fenster bleibt benutzbar (Eingabe)</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>The folder or file to write</source>
        <translation>Der Ordner oder die Datei zum Schreiben</translation>
    </message>
    <message>
        <source>Counting what there is to write…</source>
        <translation>Zählt, was zu schreiben ist…</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>%1 will be written.</source>
        <translation>%1 werden geschrieben.</translation>
    </message>
    <message>
        <source>Nothing is left out.</source>
        <translation>Nichts wird weggelassen.</translation>
    </message>
    <message>
        <source>%1 has no place for: %2.</source>
        <translation>%1 hat keinen Platz für: %2.</translation>
    </message>
</context>
<context>
    <name>cloc::ui::GalleryController</name>
    <message>
        <source>The size of %1 is not known yet: open it once.</source>
        <translation>Die Größe von %1 ist noch nicht bekannt: einmal öffnen.</translation>
    </message>
    <message>
        <source>The first %1 of the selected images are searched for.</source>
        <translation>Gesucht wird nach den ersten %1 der gewählten Bilder.</translation>
    </message>
    <message numerus="yes">
        <source>%n path(s) copied.</source>
        <translation>
            <numerusform>%n Pfad kopiert.</numerusform>
            <numerusform>%n Pfade kopiert.</numerusform>
        </translation>
    </message>
    <message>
        <source>No program opens %1.</source>
        <translation>Kein Programm öffnet %1.</translation>
    </message>
    <message>
        <source>Select images in the gallery first.</source>
        <translation>Zuerst Bilder in der Galerie wählen.</translation>
    </message>
    <message>
        <source>All of them are there already.</source>
        <translation>Alle sind schon dort.</translation>
    </message>
    <message numerus="yes">
        <source>take %n image(s) out of their split</source>
        <translation>
            <numerusform>%n Bild aus seinem Teil nehmen</numerusform>
            <numerusform>%n Bilder aus ihrem Teil nehmen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>put %n image(s) into %1</source>
        <translation>
            <numerusform>%n Bild in %1 einordnen</numerusform>
            <numerusform>%n Bilder in %1 einordnen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) moved. Ctrl+Z takes it back.</source>
        <translation>
            <numerusform>%n Bild eingeordnet. Strg+Z nimmt es zurück.</numerusform>
            <numerusform>%n Bilder eingeordnet. Strg+Z nimmt es zurück.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::GalleryFilterBar</name>
    <message>
        <source>Labels</source>
        <translation>Labels</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Filter by file name (* and ? allowed)</source>
        <translation>Nach Dateiname filtern (* und ? erlaubt)</translation>
    </message>
    <message>
        <source>File name</source>
        <translation>Dateiname</translation>
    </message>
    <message>
        <source>All images</source>
        <translation>Alle Bilder</translation>
    </message>
    <message>
        <source>Labelled</source>
        <translation>Gelabelt</translation>
    </message>
    <message>
        <source>Not labelled</source>
        <translation>Nicht gelabelt</translation>
    </message>
    <message>
        <source>Labelled images have at least one region</source>
        <translation>Gelabelte Bilder haben mindestens eine Region</translation>
    </message>
    <message>
        <source>Labelled or not</source>
        <translation>Gelabelt oder nicht</translation>
    </message>
    <message>
        <source>Images with a region of any of these labels</source>
        <translation>Bilder mit einer Region mit einem dieser Labels</translation>
    </message>
    <message>
        <source>Images in or below any of these folders</source>
        <translation>Bilder in oder unter einem dieser Ordner</translation>
    </message>
    <message>
        <source>Any score</source>
        <translation>Jeder Wert</translation>
    </message>
    <message>
        <source>Score ≥ </source>
        <translation>Wert ≥ </translation>
    </message>
    <message>
        <source>Images that the search gave at least this score</source>
        <translation>Bilder, denen die Suche mindestens diesen Wert gab</translation>
    </message>
    <message>
        <source>Least score</source>
        <translation>Mindestwert</translation>
    </message>
    <message>
        <source>Folder and name</source>
        <translation>Ordner und Name</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Order of adding</source>
        <translation>Importreihenfolge</translation>
    </message>
    <message>
        <source>Number of regions</source>
        <translation>Anzahl Regionen</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Sort by</source>
        <translation>Sortieren nach</translation>
    </message>
    <message>
        <source>Descending; click for ascending</source>
        <translation>Absteigend; Klick für aufsteigend</translation>
    </message>
    <message>
        <source>Ascending; click for descending</source>
        <translation>Aufsteigend; Klick für absteigend</translation>
    </message>
    <message>
        <source>Descending</source>
        <translation>Absteigend</translation>
    </message>
    <message>
        <source>Ascending</source>
        <translation>Aufsteigend</translation>
    </message>
    <message>
        <source>Verified or not</source>
        <translation>Geprüft oder nicht</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>Geprüft</translation>
    </message>
    <message>
        <source>Not verified</source>
        <translation>Nicht geprüft</translation>
    </message>
    <message>
        <source>Verified images have been marked as looked at: tap Space on the image</source>
        <translation>Geprüfte Bilder sind als durchgesehen markiert: Leertaste auf dem Bild antippen</translation>
    </message>
</context>
<context>
    <name>cloc::ui::GalleryModel</name>
    <message>
        <source>%1 × %2 pixels</source>
        <translation>%1 × %2 Pixel</translation>
    </message>
    <message numerus="yes">
        <source>%n region(s)</source>
        <translation>
            <numerusform>%n Region</numerusform>
            <numerusform>%n Regionen</numerusform>
        </translation>
    </message>
    <message>
        <source>Score %1</source>
        <translation>Wert %1</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>Geprüft</translation>
    </message>
</context>
<context>
    <name>cloc::ui::GalleryPanel</name>
    <message>
        <source>Size of the thumbnails (Ctrl+wheel, Ctrl++, Ctrl+-)</source>
        <translation>Größe der Vorschaubilder (Strg+Mausrad, Strg++, Strg+-)</translation>
    </message>
    <message>
        <source>Size of the thumbnails</source>
        <translation>Größe der Vorschaubilder</translation>
    </message>
    <message>
        <source>(top folder)</source>
        <translation>(oberster Ordner)</translation>
    </message>
    <message>
        <source>No project is open</source>
        <translation>Kein Projekt geöffnet</translation>
    </message>
    <message>
        <source>Open a project, or make one from a folder of images.</source>
        <translation>Projekt öffnen oder aus einem Bilderordner anlegen.</translation>
    </message>
    <message>
        <source>No image matches</source>
        <translation>Kein Bild passt</translation>
    </message>
    <message>
        <source>None of the %1 images meets all conditions above.</source>
        <translation>Keines der %1 Bilder erfüllt alle Bedingungen oben.</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Filter aufheben</translation>
    </message>
    <message>
        <source>Loading images …</source>
        <translation>Lade Bilder …</translation>
    </message>
    <message>
        <source>The project has no images yet</source>
        <translation>Das Projekt hat noch keine Bilder</translation>
    </message>
    <message>
        <source>Import a folder of images or a data set.</source>
        <translation>Bilderordner oder Datensatz importieren.</translation>
    </message>
    <message>
        <source>Import …</source>
        <translation>Importieren …</translation>
    </message>
    <message>
        <source>Loading %1 of %2 images …</source>
        <translation>Lade %1 von %2 Bildern …</translation>
    </message>
    <message>
        <source>Loading %1 images …</source>
        <translation>Lade %1 Bilder …</translation>
    </message>
    <message>
        <source>%1 images</source>
        <translation>%1 Bilder</translation>
    </message>
    <message>
        <source>%1 of %2 images</source>
        <translation>%1 von %2 Bildern</translation>
    </message>
    <message>
        <source>%1 selected</source>
        <translation>%1 ausgewählt</translation>
    </message>
    <message>
        <source>sorting …</source>
        <translation>sortiert …</translation>
    </message>
</context>
<context>
    <name>cloc::ui::GalleryView</name>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
</context>
<context>
    <name>cloc::ui::GridView</name>
    <message>
        <source>%1, %2 of %3</source>
        <translation>%1, %2 von %3</translation>
    </message>
</context>
<context>
    <name>cloc::ui::GroundingController</name>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>keine Antwort</translation>
    </message>
    <message>
        <source>no phrase yet</source>
        <translation>noch keine Phrase</translation>
    </message>
    <message>
        <source>looking…</source>
        <translation>sucht…</translation>
    </message>
    <message>
        <source>This model finds no boxes for phrases: it has no Prompter. Fine-tuning adds one.</source>
        <translation>Dieses Modell findet keine Boxen zu Begriffen: Es hat keinen Prompter. Feinabstimmung fügt einen hinzu.</translation>
    </message>
</context>
<context>
    <name>cloc::ui::GroundingPanel</name>
    <message>
        <source>Heat map</source>
        <translation>Heatmap</translation>
    </message>
    <message>
        <source>Phrase: a red apple</source>
        <translation>Phrase: a red apple</translation>
    </message>
    <message>
        <source>Enter adds it; several at once between commas</source>
        <translation>Eingabetaste fügt sie hinzu; mehrere mit Komma trennen</translation>
    </message>
    <message>
        <source>Phrase to find in the image</source>
        <translation>Im Bild gesuchte Phrase</translation>
    </message>
    <message>
        <source>Phrase</source>
        <translation>Phrase</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Phrases</source>
        <translation>Phrasen</translation>
    </message>
    <message>
        <source>Keep the box as a region</source>
        <translation>Box als Region behalten</translation>
    </message>
    <message>
        <source>Remove the phrase</source>
        <translation>Phrase entfernen</translation>
    </message>
    <message>
        <source>How like the selected phrase each part of the image is</source>
        <translation>Wie sehr jeder Teil des Bildes der gewählten Phrase ähnelt</translation>
    </message>
    <message>
        <source>Opacity of the heat map</source>
        <translation>Deckkraft der Heatmap</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Export</translation>
    </message>
    <message>
        <source>Picture as PNG…</source>
        <translation>Bild als PNG…</translation>
    </message>
    <message>
        <source>Picture as SVG…</source>
        <translation>Bild als SVG…</translation>
    </message>
    <message>
        <source>Boxes as COCO JSON…</source>
        <translation>Boxen als COCO-JSON…</translation>
    </message>
    <message>
        <source>Compare with another model</source>
        <translation>Mit anderem Modell vergleichen</translation>
    </message>
    <message>
        <source>Compare with…</source>
        <translation>Vergleichen mit…</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Anderes</translation>
    </message>
    <message>
        <source>IoU</source>
        <translation>IoU</translation>
    </message>
    <message>
        <source>Ground the same phrases with another model, side by side or as dashed boxes</source>
        <translation>Dieselben Phrasen mit einem anderen Modell verorten, nebeneinander oder als gestrichelte Boxen</translation>
    </message>
    <message>
        <source>How like the phrase the box of %1 is</source>
        <translation>Wie sehr die Box von %1 der Phrase ähnelt</translation>
    </message>
    <message>
        <source>The same of %1</source>
        <translation>Dasselbe von %1</translation>
    </message>
    <message>
        <source>How far the two boxes agree: their intersection over their union</source>
        <translation>Wie weit beide Boxen übereinstimmen: Schnittfläche durch Vereinigung</translation>
    </message>
</context>
<context>
    <name>cloc::ui::HistoryList</name>
    <message>
        <source>As before it</source>
        <translation>Wie davor</translation>
    </message>
    <message>
        <source>As after it</source>
        <translation>Wie danach</translation>
    </message>
    <message>
        <source>History of the region</source>
        <translation>Verlauf der Region</translation>
    </message>
    <message>
        <source>Makes the region what it was before this step: a new step, which can be undone</source>
        <translation>Macht die Region zu dem, was sie vor diesem Schritt war: ein neuer Schritt, der rückgängig gemacht werden kann</translation>
    </message>
    <message>
        <source>Makes the region what it was after this step: a new step, which can be undone</source>
        <translation>Macht die Region zu dem, was sie nach diesem Schritt war: ein neuer Schritt, der rückgängig gemacht werden kann</translation>
    </message>
    <message>
        <source>Nobody has changed it since it was imported.</source>
        <translation>Seit dem Import hat sie niemand geändert.</translation>
    </message>
</context>
<context>
    <name>cloc::ui::ImportDialog</name>
    <message>
        <source>They get the regions and captions that they do not have yet. One Ctrl+Z takes the regions back.</source>
        <translation>Sie bekommen die Regionen und Texte, die sie noch nicht haben. Ein Strg+Z nimmt die Regionen zurück.</translation>
    </message>
    <message>
        <source>Their regions and captions become those of the data. One Ctrl+Z brings the regions back.</source>
        <translation>Ihre Regionen und Texte werden die der Daten. Ein Strg+Z bringt die Regionen zurück.</translation>
    </message>
    <message>
        <source>They stay as they are; only new images come in.</source>
        <translation>Sie bleiben, wie sie sind; nur neue Bilder kommen dazu.</translation>
    </message>
    <message>
        <source>&amp;Import</source>
        <translation>&amp;Importieren</translation>
    </message>
    <message>
        <source>Import annotations</source>
        <translation>Annotationen importieren</translation>
    </message>
    <message>
        <source>&amp;File…</source>
        <translation>Da&amp;tei…</translation>
    </message>
    <message>
        <source>Choose an annotation file or archive</source>
        <translation>Annotationsdatei oder Archiv wählen</translation>
    </message>
    <message>
        <source>F&amp;older…</source>
        <translation>&amp;Ordner…</translation>
    </message>
    <message>
        <source>Choose the folder of a data set</source>
        <translation>Den Ordner eines Datensatzes wählen</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>Ordner…</translation>
    </message>
    <message>
        <source>Choose the folder where the images are</source>
        <translation>Den Ordner mit den Bildern wählen</translation>
    </message>
    <message>
        <source>Where the images&apos; names begin</source>
        <translation>Wo die Namen der Bilder beginnen</translation>
    </message>
    <message>
        <source>A file or a folder; it can also be dropped on the window</source>
        <translation>Datei oder Ordner; lässt sich auch auf das Fenster ziehen</translation>
    </message>
    <message>
        <source>&amp;Data</source>
        <translation>&amp;Daten</translation>
    </message>
    <message>
        <source>As recognised</source>
        <translation>Wie erkannt</translation>
    </message>
    <message>
        <source>Fo&amp;rmat</source>
        <translation>Fo&amp;rmat</translation>
    </message>
    <message>
        <source>Leave them</source>
        <translation>Lassen</translation>
    </message>
    <message>
        <source>Add what they lack</source>
        <translation>Ergänzen, was fehlt</translation>
    </message>
    <message>
        <source>Replace their regions</source>
        <translation>Regionen ersetzen</translation>
    </message>
    <message>
        <source>Images that are &amp;here already</source>
        <translation>Bilder, die schon &amp;hier sind</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keiner</translation>
    </message>
    <message>
        <source>For new images of which the data does not say to which part they belong</source>
        <translation>Für neue Bilder, bei denen die Daten nicht sagen, zu welchem Teil sie gehören</translation>
    </message>
    <message>
        <source>&amp;Split of new images</source>
        <translation>Te&amp;il neuer Bilder</translation>
    </message>
    <message>
        <source>Where the format has them</source>
        <translation>Wo das Format sie hat</translation>
    </message>
    <message>
        <source>I&amp;mages in</source>
        <translation>Bilder i&amp;n</translation>
    </message>
    <message>
        <source>Start it as a job: the window stays usable (Enter)</source>
        <translation>Als Auftrag beginnen: Das Fenster bleibt benutzbar (Eingabe)</translation>
    </message>
    <message>
        <source>The folder of a data set</source>
        <translation>Der Ordner eines Datensatzes</translation>
    </message>
    <message>
        <source>An annotation file or archive</source>
        <translation>Eine Annotationsdatei oder ein Archiv</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Sieht nach…</translation>
    </message>
    <message>
        <source>Found: %1</source>
        <translation>Gefunden: %1</translation>
    </message>
</context>
<context>
    <name>cloc::ui::IndexController</name>
    <message>
        <source>%1 left</source>
        <translation>noch %1</translation>
    </message>
    <message>
        <source>Index</source>
        <translation>Index</translation>
    </message>
    <message>
        <source>Click: what the index is, and whether it is up to date</source>
        <translation>Klick: was der Index ist und ob er auf dem neuesten Stand ist</translation>
    </message>
    <message>
        <source>No index</source>
        <translation>Kein Index</translation>
    </message>
    <message>
        <source>Index damaged</source>
        <translation>Index beschädigt</translation>
    </message>
    <message>
        <source>Index of another model</source>
        <translation>Index eines anderen Modells</translation>
    </message>
    <message numerus="yes">
        <source> · %Ln image(s) differ</source>
        <translation>
            <numerusform> · %Ln Bild weicht ab</numerusform>
            <numerusform> · %Ln Bilder weichen ab</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> · %Ln image(s) newer</source>
        <translation>
            <numerusform> · %Ln Bild neuer</numerusform>
            <numerusform> · %Ln Bilder neuer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> · %Ln region(s) newer</source>
        <translation>
            <numerusform> · %Ln Region neuer</numerusform>
            <numerusform> · %Ln Regionen neuer</numerusform>
        </translation>
    </message>
    <message>
        <source>What is newer than the index is not found until it is updated</source>
        <translation>Was neuer ist als der Index, wird erst gefunden, wenn er aktualisiert ist</translation>
    </message>
    <message>
        <source>Searched on: %1 (%2)</source>
        <translation>Gesucht wird auf: %1 (%2)</translation>
    </message>
    <message>
        <source>The last update failed: %1</source>
        <translation>Die letzte Aktualisierung ist fehlgeschlagen: %1</translation>
    </message>
    <message>
        <source>Index of another version</source>
        <translation>Index einer anderen Version</translation>
    </message>
</context>
<context>
    <name>cloc::ui::IndexPanel</name>
    <message>
        <source>Progress of the update</source>
        <translation>Fortschritt der Aktualisierung</translation>
    </message>
    <message>
        <source>Show jobs</source>
        <translation>Aufträge zeigen</translation>
    </message>
    <message>
        <source>The list of jobs, with the log</source>
        <translation>Die Liste der Aufträge mit dem Protokoll</translation>
    </message>
    <message>
        <source>Up to date?</source>
        <translation>Auf dem neuesten Stand?</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>Aufgebaut</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Every image&apos;s file and regions are compared with what was indexed</source>
        <translation>Datei und Regionen jedes Bildes werden mit dem verglichen, was indexiert wurde</translation>
    </message>
    <message>
        <source>&amp;Check again</source>
        <translation>Noch einmal &amp;prüfen</translation>
    </message>
    <message>
        <source>Look at every image&apos;s file and regions once more</source>
        <translation>Datei und Regionen jedes Bildes noch einmal ansehen</translation>
    </message>
    <message>
        <source>How much it finds</source>
        <translation>Wie viel er findet</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>Trefferquote</translation>
    </message>
    <message>
        <source>Entries drawn by chance are searched for with the index, and once more by comparing all: the part of the nearest that the index finds</source>
        <translation>Zufällig gezogene Einträge werden mit dem Index gesucht und noch einmal, indem alle verglichen werden: der Teil der nächsten, den der Index findet</translation>
    </message>
    <message>
        <source>One search</source>
        <translation>Eine Suche</translation>
    </message>
    <message>
        <source>Median of the same searches</source>
        <translation>Median derselben Suchen</translation>
    </message>
    <message>
        <source>&amp;Measure recall</source>
        <translation>Trefferquote &amp;messen</translation>
    </message>
    <message>
        <source>Searches go on meanwhile; takes minutes for millions of entries</source>
        <translation>Währenddessen kann gesucht werden; dauert bei Millionen Einträgen Minuten</translation>
    </message>
    <message>
        <source>C&amp;ancel</source>
        <translation>A&amp;bbrechen</translation>
    </message>
    <message>
        <source>Stop measuring</source>
        <translation>Nicht weiter messen</translation>
    </message>
    <message>
        <source>Progress of the measurement</source>
        <translation>Fortschritt der Messung</translation>
    </message>
    <message>
        <source>What it holds</source>
        <translation>Was er enthält</translation>
    </message>
    <message>
        <source>Each as a whole</source>
        <translation>Jedes als Ganzes</translation>
    </message>
    <message>
        <source>Regions</source>
        <translation>Regionen</translation>
    </message>
    <message>
        <source>That were drawn or imported</source>
        <translation>Die gezeichnet oder importiert wurden</translation>
    </message>
    <message>
        <source>Proposals</source>
        <translation>Vorschläge</translation>
    </message>
    <message>
        <source>A grid of boxes on each image that has no regions</source>
        <translation>Ein Raster von Boxen auf jedem Bild ohne Regionen</translation>
    </message>
    <message>
        <source>In all</source>
        <translation>Insgesamt</translation>
    </message>
    <message>
        <source>How it is searched</source>
        <translation>Wie er durchsucht wird</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Searched on</source>
        <translation>Gesucht auf</translation>
    </message>
    <message>
        <source>Device that searches</source>
        <translation>Gerät, das sucht</translation>
    </message>
    <message>
        <source>the GPU when there is one</source>
        <translation>die GPU, wenn es eine gibt</translation>
    </message>
    <message>
        <source>always the CPU</source>
        <translation>immer die CPU</translation>
    </message>
    <message>
        <source>On disk</source>
        <translation>Auf der Platte</translation>
    </message>
    <message>
        <source>In memory</source>
        <translation>Im Speicher</translation>
    </message>
    <message>
        <source>It is being made. You can go on working meanwhile; this says when it is there.</source>
        <translation>Er wird gerade aufgebaut. Weiterarbeiten geht währenddessen; hier steht, wenn er fertig ist.</translation>
    </message>
    <message>
        <source>Opening the index</source>
        <translation>Der Index wird geöffnet</translation>
    </message>
    <message>
        <source>The model and the index are being opened.</source>
        <translation>Modell und Index werden geöffnet.</translation>
    </message>
    <message>
        <source>The model cannot be opened</source>
        <translation>Das Modell kann nicht geöffnet werden</translation>
    </message>
    <message>
        <source>No index yet</source>
        <translation>Noch kein Index</translation>
    </message>
    <message>
        <source>With an index, a box or words find what is like them in all images of the project. It is made once and brought up to date when images change.</source>
        <translation>Mit einem Index findet eine Box oder ein Wort Ähnliches in allen Bildern des Projekts. Er wird einmal aufgebaut und aktualisiert, wenn Bilder sich ändern.</translation>
    </message>
    <message>
        <source>&amp;Build the index</source>
        <translation>Index auf&amp;bauen</translation>
    </message>
    <message>
        <source>The index cannot be read</source>
        <translation>Der Index kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>&amp;Rebuild the index</source>
        <translation>Index neu auf&amp;bauen</translation>
    </message>
    <message>
        <source>Made by another model</source>
        <translation>Von einem anderen Modell</translation>
    </message>
    <message>
        <source>This index answers for the model %1, not for the one that is open. Choose that model to search with it, or rebuild the index; the old one is kept until the new one is whole.</source>
        <translation>Dieser Index antwortet für das Modell %1, nicht für das geöffnete. Jenes Modell wählen, um damit zu suchen, oder den Index neu aufbauen; der alte bleibt, bis der neue vollständig ist.</translation>
    </message>
    <message>
        <source>&amp;Update the index</source>
        <translation>Index &amp;aktualisieren</translation>
    </message>
    <message>
        <source>Up to date</source>
        <translation>Auf dem neuesten Stand</translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) differ from the index</source>
        <translation>
            <numerusform>%Ln Bild weicht vom Index ab</numerusform>
            <numerusform>%Ln Bilder weichen vom Index ab</numerusform>
        </translation>
    </message>
    <message>
        <source>Searches answer from how they were until the index is updated.</source>
        <translation>Bis der Index aktualisiert ist, antworten Suchen nach dem Stand von vorher.</translation>
    </message>
    <message>
        <source>Something is newer than the index</source>
        <translation>Etwas ist neuer als der Index</translation>
    </message>
    <message>
        <source>Searches do not find it until the index is updated.</source>
        <translation>Suchen finden es erst, wenn der Index aktualisiert ist.</translation>
    </message>
    <message>
        <source>Ready to be searched</source>
        <translation>Bereit zum Suchen</translation>
    </message>
    <message numerus="yes">
        <source>%Ln entries</source>
        <translation>
            <numerusform>%Ln Eintrag</numerusform>
            <numerusform>%Ln Einträge</numerusform>
        </translation>
    </message>
    <message>
        <source>, %1 numbers each</source>
        <translation>, je %1 Zahlen</translation>
    </message>
    <message>
        <source>, and places of %1 removed ones</source>
        <translation>, und Plätze von %1 entfernten</translation>
    </message>
    <message>
        <source> (%1 entries are in no list yet and are compared one by one)</source>
        <translation> (%1 Einträge sind noch in keiner Liste und werden einzeln verglichen)</translation>
    </message>
    <message>
        <source>It is not searched</source>
        <translation>Er wird nicht durchsucht</translation>
    </message>
    <message>
        <source>%1, by the model %2</source>
        <translation>%1, vom Modell %2</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>Wird geprüft …</translation>
    </message>
    <message>
        <source>Checking… %1 %</source>
        <translation>Wird geprüft … %1 %</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln are in the index as they are</source>
        <translation>
            <numerusform>%1 von %Ln ist so im Index, wie es ist</numerusform>
            <numerusform>%1 von %Ln sind so im Index, wie sie sind</numerusform>
        </translation>
    </message>
    <message>
        <source>Not checked yet</source>
        <translation>Noch nicht geprüft</translation>
    </message>
    <message numerus="yes">
        <source>, by %Ln search(es) for entries drawn by chance</source>
        <translation>
            <numerusform>, bei %Ln Suche nach einem zufällig gezogenen Eintrag</numerusform>
            <numerusform>, bei %Ln Suchen nach zufällig gezogenen Einträgen</numerusform>
        </translation>
    </message>
    <message>
        <source>Not measured yet</source>
        <translation>Noch nicht gemessen</translation>
    </message>
    <message>
        <source>U&amp;se</source>
        <translation>&amp;Nutzen</translation>
    </message>
    <message>
        <source>Encodes all images with the model that is open</source>
        <translation>Kodiert alle Bilder mit dem geöffneten Modell</translation>
    </message>
    <message>
        <source>Encodes what is new or has changed</source>
        <translation>Kodiert, was neu ist oder sich geändert hat</translation>
    </message>
    <message>
        <source>Of the others</source>
        <translation>Von den anderen</translation>
    </message>
    <message>
        <source>Saved by another version</source>
        <translation>Von einer anderen Version gespeichert</translation>
    </message>
</context>
<context>
    <name>cloc::ui::IndexText</name>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>Exact</source>
        <translation>Exakt</translation>
    </message>
    <message>
        <source>Lists</source>
        <translation>Listen</translation>
    </message>
    <message>
        <source>Graph</source>
        <translation>Graph</translation>
    </message>
    <message>
        <source>Every entry is compared: nothing is missed, and it takes longer the more there are.</source>
        <translation>Jeder Eintrag wird verglichen: nichts wird übersehen, und je mehr es sind, desto länger dauert es.</translation>
    </message>
    <message>
        <source> They are %1, little enough for that.</source>
        <translation> Es sind %1, wenig genug dafür.</translation>
    </message>
    <message>
        <source>Short codes of the likeliest entries are compared, and the best of them once more.</source>
        <translation>Kurze Codes der wahrscheinlichsten Einträge werden verglichen, die besten davon noch einmal genau.</translation>
    </message>
    <message>
        <source> All are %1, too much to read for every search.</source>
        <translation> Alle sind %1, zu viel, um sie für jede Suche zu lesen.</translation>
    </message>
    <message>
        <source>Near neighbours are walked: as fast at any size; by words it finds less.</source>
        <translation>Nahe Nachbarn werden abgelaufen: bei jeder Größe gleich schnell; nach Wörtern findet er weniger.</translation>
    </message>
    <message>
        <source> This kind was asked for when the index was made.</source>
        <translation> Diese Art wurde beim Aufbauen verlangt.</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>GPU</source>
        <translation>GPU</translation>
    </message>
    <message>
        <source>this program was built without CUDA</source>
        <translation>dieses Programm wurde ohne CUDA gebaut</translation>
    </message>
    <message>
        <source>as you chose</source>
        <translation>so gewählt</translation>
    </message>
    <message>
        <source>the GPU could not take the index</source>
        <translation>die GPU konnte den Index nicht aufnehmen</translation>
    </message>
    <message>
        <source>%1, and %2 mapped from its file, which the system may take back</source>
        <translation>%1, und %2 aus seiner Datei eingeblendet, die das System zurücknehmen kann</translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) not in the index: new, or unreadable</source>
        <translation>
            <numerusform>%Ln Bild nicht im Index: neu oder nicht lesbar</numerusform>
            <numerusform>%Ln Bilder nicht im Index: neu oder nicht lesbar</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) whose file has changed</source>
        <translation>
            <numerusform>%Ln Bild, dessen Datei sich geändert hat</numerusform>
            <numerusform>%Ln Bilder, deren Datei sich geändert hat</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) whose regions have changed</source>
        <translation>
            <numerusform>%Ln Bild, dessen Regionen sich geändert haben</numerusform>
            <numerusform>%Ln Bilder, deren Regionen sich geändert haben</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) still in the index that left the project</source>
        <translation>
            <numerusform>%Ln Bild noch im Index, das nicht mehr im Projekt ist</numerusform>
            <numerusform>%Ln Bilder noch im Index, die nicht mehr im Projekt sind</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) whose file is gone</source>
        <translation>
            <numerusform>%Ln Bild, dessen Datei fehlt</numerusform>
            <numerusform>%Ln Bilder, deren Datei fehlt</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 % of the %2 nearest</source>
        <translation>%1 % der %2 nächsten</translation>
    </message>
    <message>
        <source>%1, and %2 when all are compared</source>
        <translation>%1, und %2, wenn alle verglichen werden</translation>
    </message>
    <message numerus="yes">
        <source>Index: %Ln region(s), %1</source>
        <translation>
            <numerusform>Index: %Ln Region, %1</numerusform>
            <numerusform>Index: %Ln Regionen, %1</numerusform>
        </translation>
    </message>
    <message>
        <source>The project has no index yet: build it to search all images.</source>
        <translation>Das Projekt hat noch keinen Index. Bauen Sie ihn auf, um in allen Bildern zu suchen.</translation>
    </message>
    <message>
        <source>The index was saved by another version of CLOC Studio. Rebuild it to search all images.</source>
        <translation>Der Index wurde von einer anderen Version von CLOC Studio gespeichert. Bauen Sie ihn neu auf, um in allen Bildern zu suchen.</translation>
    </message>
    <message>
        <source>The index was made with another model (%1). Rebuild it with this model to search all images.</source>
        <translation>Der Index wurde mit einem anderen Modell (%1) gemacht. Bauen Sie ihn mit diesem Modell neu auf, um in allen Bildern zu suchen.</translation>
    </message>
</context>
<context>
    <name>cloc::ui::JobDelegate</name>
    <message>
        <source>#%1</source>
        <translation>#%1</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>noch %1</translation>
    </message>
    <message>
        <source>preparing</source>
        <translation>Vorbereitung</translation>
    </message>
    <message>
        <source>Pause: saves, and goes on from there later (Space)</source>
        <translation>Pausieren: speichert und macht später dort weiter (Leertaste)</translation>
    </message>
    <message>
        <source>Go on from what was saved (Space)</source>
        <translation>Vom gespeicherten Stand fortsetzen (Leertaste)</translation>
    </message>
    <message>
        <source>Start (Space)</source>
        <translation>Starten (Leertaste)</translation>
    </message>
</context>
<context>
    <name>cloc::ui::JobDetails</name>
    <message>
        <source>started</source>
        <translation>gestartet</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>failed: %1</source>
        <translation>fehlgeschlagen: %1</translation>
    </message>
    <message>
        <source>paused: %1</source>
        <translation>pausiert: %1</translation>
    </message>
    <message>
        <source>Log of the job</source>
        <translation>Protokoll des Auftrags</translation>
    </message>
    <message>
        <source>The job&apos;s log appears here once it runs.</source>
        <translation>Das Protokoll erscheint, sobald der Auftrag läuft.</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Start, or wait for a turn (Space)</source>
        <translation>Starten oder einreihen (Leertaste)</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausieren</translation>
    </message>
    <message>
        <source>Save and stop; it goes on from there later (Space)</source>
        <translation>Speichern und anhalten; später geht es dort weiter (Leertaste)</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stoppen</translation>
    </message>
    <message>
        <source>Save and end for good</source>
        <translation>Speichern und ganz beenden</translation>
    </message>
    <message>
        <source>Open run</source>
        <translation>Lauf öffnen</translation>
    </message>
    <message>
        <source>Show the run&apos;s charts (Enter)</source>
        <translation>Kurven des Laufs zeigen (Eingabetaste)</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Entfernen…</translation>
    </message>
    <message>
        <source>Take it off the list (Delete)</source>
        <translation>Von der Liste nehmen (Entf)</translation>
    </message>
    <message>
        <source>Remove from the list, keep its files</source>
        <translation>Von der Liste nehmen, Dateien behalten</translation>
    </message>
    <message>
        <source>Remove and delete its files</source>
        <translation>Entfernen und Dateien löschen</translation>
    </message>
    <message>
        <source>Copy the log</source>
        <translation>Protokoll kopieren</translation>
    </message>
    <message>
        <source>No job selected</source>
        <translation>Kein Auftrag ausgewählt</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Do not start</source>
        <translation>Nicht starten</translation>
    </message>
    <message>
        <source>Open report</source>
        <translation>Bericht öffnen</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>noch %1</translation>
    </message>
    <message>
        <source>ran %1</source>
        <translation>lief %1</translation>
    </message>
    <message>
        <source>Show what it found or did (Enter)</source>
        <translation>Zeigen, was gefunden oder getan wurde (Eingabe)</translation>
    </message>
</context>
<context>
    <name>cloc::ui::JobsController</name>
    <message>
        <source>Demo model (shipped)</source>
        <translation>Demo-Modell (mitgeliefert)</translation>
    </message>
    <message>
        <source>Run %1, %2</source>
        <translation>Lauf %1, %2</translation>
    </message>
    <message>
        <source>Indexed with %1</source>
        <translation>Indiziert mit %1</translation>
    </message>
    <message>
        <source>Run %1</source>
        <translation>Lauf %1</translation>
    </message>
    <message>
        <source> · %1 left</source>
        <translation> · noch %1</translation>
    </message>
    <message numerus="yes">
        <source> · and %n more</source>
        <translation>
            <numerusform> · und %n weiterer</numerusform>
            <numerusform> · und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 failed: %2</source>
        <translation>%1 fehlgeschlagen: %2</translation>
    </message>
    <message>
        <source>%1 is done.</source>
        <translation>%1 ist fertig.</translation>
    </message>
    <message>
        <source>Evaluation %1</source>
        <translation>Auswertung %1</translation>
    </message>
    <message>
        <source>%1 stopped without a word. It goes on from what it saved: Jobs, Resume.</source>
        <translation>%1 endete ohne ein Wort. Weiter ab dem Gespeicherten: Aufträge, Fortsetzen.</translation>
    </message>
    <message>
        <source>%1 (converted)</source>
        <translation>%1 (umgewandelt)</translation>
    </message>
</context>
<context>
    <name>cloc::ui::JobsModel</name>
    <message>
        <source>%1, job %2, %3, %4</source>
        <translation>%1, Auftrag %2, %3, %4</translation>
    </message>
</context>
<context>
    <name>cloc::ui::JobsPanel</name>
    <message>
        <source>Index images</source>
        <translation>Bilder indizieren</translation>
    </message>
    <message>
        <source>makes regions searchable, by drawing and by words</source>
        <translation>macht Regionen auffindbar, durch Zeichnen und mit Worten</translation>
    </message>
    <message>
        <source>Train a model</source>
        <translation>Modell trainieren</translation>
    </message>
    <message>
        <source>from scratch, or fine-tunes one on your labels</source>
        <translation>von Grund auf, oder passt eines an eigene Labels an</translation>
    </message>
    <message>
        <source>Evaluate a model</source>
        <translation>Modell auswerten</translation>
    </message>
    <message>
        <source>measures it on a labelled data set</source>
        <translation>misst es an einem gelabelten Datensatz</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Aufträge</translation>
    </message>
    <message>
        <source>%1 (job %2) stopped without a word. Resume goes on from what it saved.</source>
        <translation>%1 (Auftrag %2) brach ohne Meldung ab. „Fortsetzen“ macht beim gespeicherten Stand weiter.</translation>
    </message>
    <message>
        <source>New job</source>
        <translation>Neuer Auftrag</translation>
    </message>
    <message>
        <source>How many jobs run at a time</source>
        <translation>Wie viele Aufträge zugleich laufen</translation>
    </message>
    <message>
        <source>One job at a time</source>
        <translation>Ein Auftrag zugleich</translation>
    </message>
    <message>
        <source>%1 jobs at a time</source>
        <translation>%1 Aufträge zugleich</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>Meldung schließen</translation>
    </message>
    <message>
        <source>No jobs yet</source>
        <translation>Noch keine Aufträge</translation>
    </message>
    <message>
        <source>Long work runs beside the window: close it, and the work goes on.
Start with one of these:</source>
        <translation>Lange Arbeiten laufen neben dem Fenster und weiter, wenn es geschlossen wird.
Ein Anfang:</translation>
    </message>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>%n läuft</numerusform>
            <numerusform>%n laufen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n wartet</numerusform>
            <numerusform>%n warten</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is running</source>
        <translation>Nichts läuft</translation>
    </message>
</context>
<context>
    <name>cloc::ui::JobsWorker</name>
    <message>
        <source>No project is open. Open one first, then start jobs in it.</source>
        <translation>Kein Projekt geöffnet. Erst eines öffnen, dann darin Aufträge starten.</translation>
    </message>
    <message>
        <source>The worker of job %1 was started and has not begun. %2 Start the job again; if it persists, run &quot;%3 job run %4 %1&quot; in a terminal to see why.</source>
        <translation>Der Arbeitsprozess von Auftrag %1 wurde gestartet, begann aber nicht. %2 Den Auftrag erneut starten; bleibt es dabei, zeigt „%3 job run %4 %1“ in einem Terminal den Grund.</translation>
    </message>
    <message>
        <source>It said nothing.</source>
        <translation>Er meldete nichts.</translation>
    </message>
    <message>
        <source>It said: %1</source>
        <translation>Er meldete: %1</translation>
    </message>
    <message>
        <source>The worker of job %1 (process %2) has not ended after %3 s. It may be saving; it is left to end by itself.</source>
        <translation>Der Arbeitsprozess von Auftrag %1 (Prozess %2) ist nach %3 s nicht beendet. Vielleicht speichert er noch; er darf von selbst enden.</translation>
    </message>
</context>
<context>
    <name>cloc::ui::KeyEditor</name>
    <message>
        <source>As delivered</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Works</source>
        <translation>Gilt</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Commands and their keys</source>
        <translation>Befehle und ihre Tasten</translation>
    </message>
    <message>
        <source>Find a command or a key</source>
        <translation>Befehl oder Taste suchen</translation>
    </message>
    <message>
        <source>Keys &amp;as in</source>
        <translation>Tasten &amp;wie in</translation>
    </message>
    <message>
        <source>What you change is kept for each of them</source>
        <translation>Änderungen bleiben für jede Belegung erhalten</translation>
    </message>
    <message>
        <source>All as delivered</source>
        <translation>Alle zurücksetzen</translation>
    </message>
    <message>
        <source>The keys are now those of %1, and what you have changed of them.</source>
        <translation>Es gelten jetzt die Tasten von %1, samt eigenen Änderungen daran.</translation>
    </message>
    <message>
        <source>All keys are now those of %1.</source>
        <translation>Es gelten jetzt alle Tasten von %1.</translation>
    </message>
    <message>
        <source>&amp;New key</source>
        <translation>&amp;Neue Taste</translation>
    </message>
    <message>
        <source>New key</source>
        <translation>Neue Taste</translation>
    </message>
    <message>
        <source>Press the keys. They are taken when you pause</source>
        <translation>Tasten drücken. Nach einer Pause werden sie übernommen</translation>
    </message>
    <message>
        <source>A key of “%1” as delivered is now that of “%2”. Give that one another key first.</source>
        <translation>Eine ausgelieferte Taste von „%1“ gehört jetzt „%2“. Dort zuerst eine andere Taste vergeben.</translation>
    </message>
    <message>
        <source>“%1” has its keys as delivered.</source>
        <translation>„%1“ hat seine ausgelieferten Tasten.</translation>
    </message>
    <message>
        <source>everywhere</source>
        <translation>überall</translation>
    </message>
    <message>
        <source>Shares a key with “%1”: neither answers to it</source>
        <translation>Teilt eine Taste mit „%1“: Keiner der beiden reagiert darauf</translation>
    </message>
    <message>
        <source>Choose a command to change its keys.</source>
        <translation>Einen Befehl wählen, um seine Tasten zu ändern.</translation>
    </message>
    <message>
        <source>“%1” has no key</source>
        <translation>„%1“ hat keine Taste</translation>
    </message>
    <message>
        <source>“%1”:</source>
        <translation>„%1“:</translation>
    </message>
    <message>
        <source>Take the key %1 away</source>
        <translation>Taste %1 wegnehmen</translation>
    </message>
    <message>
        <source>%1 is a key of “%2”.</source>
        <translation>%1 ist eine Taste von „%2“.</translation>
    </message>
    <message>
        <source>“%1” is now on %2.</source>
        <translation>„%1“ liegt jetzt auf %2.</translation>
    </message>
    <message>
        <source>%1 is no key of “%2” any more.</source>
        <translation>%1 ist keine Taste von „%2“ mehr.</translation>
    </message>
    <message>
        <source>Take it from there</source>
        <translation>Von dort nehmen</translation>
    </message>
</context>
<context>
    <name>cloc::ui::LabelDecisions</name>
    <message>
        <source>This project can only be read: nothing was changed.</source>
        <translation>Dieses Projekt kann nur gelesen werden: Nichts wurde geändert.</translation>
    </message>
    <message numerus="yes">
        <source>Accept %n machine label(s)</source>
        <translation>
            <numerusform>%n Maschinenlabel annehmen</numerusform>
            <numerusform>%n Maschinenlabels annehmen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Reject %n machine label(s)</source>
        <translation>
            <numerusform>%n Maschinenlabel ablehnen</numerusform>
            <numerusform>%n Maschinenlabels ablehnen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Accepting %n machine label(s)…</source>
        <translation>
            <numerusform>%n Maschinenlabel wird angenommen…</numerusform>
            <numerusform>%n Maschinenlabels werden angenommen…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Rejecting %n machine label(s)…</source>
        <translation>
            <numerusform>%n Maschinenlabel wird abgelehnt…</numerusform>
            <numerusform>%n Maschinenlabels werden abgelehnt…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln machine label(s) accepted. Ctrl+Z takes it back.</source>
        <translation>
            <numerusform>%Ln Maschinenlabel angenommen. Strg+Z nimmt es zurück.</numerusform>
            <numerusform>%Ln Maschinenlabels angenommen. Strg+Z nimmt es zurück.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln machine label(s) rejected. Ctrl+Z takes it back.</source>
        <translation>
            <numerusform>%Ln Maschinenlabel abgelehnt. Strg+Z nimmt es zurück.</numerusform>
            <numerusform>%Ln Maschinenlabels abgelehnt. Strg+Z nimmt es zurück.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln new label(s) made.</source>
        <translation>
            <numerusform>%Ln neues Label angelegt.</numerusform>
            <numerusform>%Ln neue Labels angelegt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln had been changed meanwhile.</source>
        <translation>
            <numerusform>%Ln war inzwischen geändert worden.</numerusform>
            <numerusform>%Ln waren inzwischen geändert worden.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln locked: unlock in the image first (L).</source>
        <translation>
            <numerusform>%Ln ist gesperrt: zuerst im Bild entsperren (L).</numerusform>
            <numerusform>%Ln sind gesperrt: zuerst im Bild entsperren (L).</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::LabelPanel</name>
    <message>
        <source>Everything that can be done with labels</source>
        <translation>Alles, was mit Labels getan werden kann</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message numerus="yes">
        <source>%n label(s) added.</source>
        <translation>
            <numerusform>%n Label angelegt.</numerusform>
            <numerusform>%n Labels angelegt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n had been there already.</source>
        <translation>
            <numerusform>%n war schon da.</numerusform>
            <numerusform>%n waren schon da.</numerusform>
        </translation>
    </message>
    <message>
        <source>Filter labels</source>
        <translation>Labels filtern</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Labels</translation>
    </message>
    <message numerus="yes">
        <source>%n label(s)</source>
        <translation>
            <numerusform>%n Label</numerusform>
            <numerusform>%n Labels</numerusform>
        </translation>
    </message>
    <message>
        <source>“%1”</source>
        <translation>„%1“</translation>
    </message>
    <message>
        <source>No project is open</source>
        <translation>Kein Projekt ist offen</translation>
    </message>
    <message>
        <source>The project has no labels yet</source>
        <translation>Das Projekt hat noch keine Labels</translation>
    </message>
    <message>
        <source>Add one, import a list, or draw a box and press E.</source>
        <translation>Eines anlegen, eine Liste importieren oder eine Box zeichnen und E drücken.</translation>
    </message>
    <message>
        <source>Add a label…</source>
        <translation>Label anlegen …</translation>
    </message>
    <message>
        <source>No label has this in its name</source>
        <translation>Kein Label hat das im Namen</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Filter aufheben</translation>
    </message>
    <message numerus="yes">
        <source>%Ln label(s)</source>
        <translation>
            <numerusform>%Ln Label</numerusform>
            <numerusform>%Ln Labels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln region(s)</source>
        <translation>
            <numerusform>%Ln Region</numerusform>
            <numerusform>%Ln Regionen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln without label</source>
        <translation>
            <numerusform>%Ln ohne Label</numerusform>
            <numerusform>%Ln ohne Label</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 % verified</source>
        <translation>%1 % geprüft</translation>
    </message>
    <message>
        <source>Add a label below…</source>
        <translation>Label darunter anlegen …</translation>
    </message>
    <message>
        <source>Rename the label</source>
        <translation>Label umbenennen</translation>
    </message>
    <message>
        <source>Key of the label</source>
        <translation>Taste des Labels</translation>
    </message>
    <message>
        <source>Colour of the labels…</source>
        <translation>Farbe der Labels …</translation>
    </message>
    <message>
        <source>Colour chosen by the program</source>
        <translation>Vom Programm gewählte Farbe</translation>
    </message>
    <message>
        <source>Move below another label…</source>
        <translation>Unter ein anderes Label verschieben …</translation>
    </message>
    <message>
        <source>Merge into another label…</source>
        <translation>Mit einem anderen Label vereinen …</translation>
    </message>
    <message>
        <source>Delete the labels…</source>
        <translation>Labels löschen …</translation>
    </message>
    <message>
        <source>Show the images with these labels</source>
        <translation>Bilder mit diesen Labels zeigen</translation>
    </message>
    <message>
        <source>Import labels…</source>
        <translation>Labels importieren …</translation>
    </message>
    <message>
        <source>Export the label list…</source>
        <translation>Labelliste exportieren …</translation>
    </message>
    <message>
        <source>Add a label</source>
        <translation>Label anlegen</translation>
    </message>
    <message>
        <source>Name of the new label</source>
        <translation>Name des neuen Labels</translation>
    </message>
    <message>
        <source>Name of the new label below “%1”</source>
        <translation>Name des neuen Labels unter „%1“</translation>
    </message>
    <message>
        <source>Colour of %1</source>
        <translation>Farbe von %1</translation>
    </message>
    <message>
        <source>Move labels</source>
        <translation>Labels verschieben</translation>
    </message>
    <message>
        <source>Where is %1 to be?</source>
        <translation>Wohin soll %1?</translation>
    </message>
    <message>
        <source>At the top, below no other label</source>
        <translation>Nach oben, unter kein anderes Label</translation>
    </message>
    <message>
        <source>Below the label</source>
        <translation>Unter das Label</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>Verschieben</translation>
    </message>
    <message>
        <source>Merge labels</source>
        <translation>Labels vereinen</translation>
    </message>
    <message numerus="yes">
        <source>%1 goes, and its %n region(s) get the label that you choose. Undo brings it back.</source>
        <translation>
            <numerusform>%1 verschwindet, und %n Region bekommt das gewählte Label. „Rückgängig“ bringt es zurück.</numerusform>
            <numerusform>%1 verschwindet, und %n Regionen bekommen das gewählte Label. „Rückgängig“ bringt es zurück.</numerusform>
        </translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>Vereinen</translation>
    </message>
    <message>
        <source>Delete labels</source>
        <translation>Labels löschen</translation>
    </message>
    <message numerus="yes">
        <source>%1 has %n region(s). What is to become of them?</source>
        <translation>
            <numerusform>%1 hat %n Region. Was soll aus ihr werden?</numerusform>
            <numerusform>%1 hat %n Regionen. Was soll aus ihnen werden?</numerusform>
        </translation>
    </message>
    <message>
        <source>They stay, without a label</source>
        <translation>Sie bleiben, ohne Label</translation>
    </message>
    <message>
        <source>They get the label</source>
        <translation>Sie bekommen das Label</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Import labels from a file</source>
        <translation>Labels aus einer Datei importieren</translation>
    </message>
    <message>
        <source>Label lists and annotations (*.txt *.names *.csv *.tsv *.json *.yaml *.xml *.tar *.sqlite)</source>
        <translation>Labellisten und Annotationen (*.txt *.names *.csv *.tsv *.json *.yaml *.xml *.tar *.sqlite)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Export the label list</source>
        <translation>Labelliste exportieren</translation>
    </message>
    <message>
        <source>Names, parents, colours and keys (*.csv)</source>
        <translation>Namen, Oberlabels, Farben und Tasten (*.csv)</translation>
    </message>
    <message>
        <source>Names, parents, colours and keys (*.json)</source>
        <translation>Namen, Oberlabels, Farben und Tasten (*.json)</translation>
    </message>
    <message>
        <source>Names alone (*.txt)</source>
        <translation>Nur Namen (*.txt)</translation>
    </message>
    <message>
        <source>There is no label in this file.</source>
        <translation>In dieser Datei ist kein Label.</translation>
    </message>
    <message>
        <source>Some of the file was left out or changed:
%1</source>
        <translation>Einiges aus der Datei wurde ausgelassen oder geändert:
%1</translation>
    </message>
    <message>
        <source>Written: %1</source>
        <translation>Geschrieben: %1</translation>
    </message>
</context>
<context>
    <name>cloc::ui::LabelPicker</name>
    <message>
        <source>Label</source>
        <translation>Label</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Labels</translation>
    </message>
    <message>
        <source>New label “%1”</source>
        <translation>Neues Label „%1“</translation>
    </message>
</context>
<context>
    <name>cloc::ui::LabelSteps</name>
    <message numerus="yes">
        <source>add %n label(s)</source>
        <translation>
            <numerusform>%n Label anlegen</numerusform>
            <numerusform>%n Labels anlegen</numerusform>
        </translation>
    </message>
    <message>
        <source>rename the label &quot;%1&quot;</source>
        <translation>Label „%1“ umbenennen</translation>
    </message>
    <message numerus="yes">
        <source>colour of %n label(s)</source>
        <translation>
            <numerusform>Farbe von %n Label</numerusform>
            <numerusform>Farbe von %n Labels</numerusform>
        </translation>
    </message>
    <message>
        <source>A label&apos;s key is one letter, digit or sign; &quot;%1&quot; is not.</source>
        <translation>Die Taste eines Labels ist ein Buchstabe, eine Ziffer oder ein Zeichen; „%1“ ist das nicht.</translation>
    </message>
    <message>
        <source>%1 is the key of the command &quot;%2&quot;, which would come first. Choose another key, or change the command&apos;s in the settings.</source>
        <translation>%1 ist die Taste des Befehls „%2“, der Vorrang hätte. Eine andere Taste wählen oder die des Befehls in den Einstellungen ändern.</translation>
    </message>
    <message>
        <source>key of the label &quot;%1&quot;</source>
        <translation>Taste des Labels „%1“</translation>
    </message>
    <message numerus="yes">
        <source>move %n label(s) to the top</source>
        <translation>
            <numerusform>%n Label nach oben verschieben</numerusform>
            <numerusform>%n Labels nach oben verschieben</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>move %n label(s) below &quot;%1&quot;</source>
        <translation>
            <numerusform>%n Label unter „%1“ verschieben</numerusform>
            <numerusform>%n Labels unter „%1“ verschieben</numerusform>
        </translation>
    </message>
    <message>
        <source>merge into the label &quot;%1&quot;</source>
        <translation>Mit dem Label „%1“ vereinen</translation>
    </message>
    <message numerus="yes">
        <source>delete %n label(s)</source>
        <translation>
            <numerusform>%n Label löschen</numerusform>
            <numerusform>%n Labels löschen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::LabelTargetDialog</name>
    <message>
        <source>Type a part of the label&apos;s name</source>
        <translation>Einen Teil des Labelnamens tippen</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Label</translation>
    </message>
</context>
<context>
    <name>cloc::ui::LabelTreeModel</name>
    <message>
        <source>%1: a group, and no label. Drop labels on it to put them below it.</source>
        <translation>%1: eine Gruppe und kein Label. Labels darauf ziehen, um sie darunter einzuordnen.</translation>
    </message>
    <message>
        <source>No key. Double click to give it one: it then labels what is selected.</source>
        <translation>Keine Taste. Mit Doppelklick eine geben: sie labelt dann, was gewählt ist.</translation>
    </message>
    <message>
        <source>The key %1 gives this label to what is selected</source>
        <translation>Die Taste %1 gibt dieses Label dem, was gewählt ist</translation>
    </message>
    <message numerus="yes">
        <source>%Ln region(s)</source>
        <translation>
            <numerusform>%Ln Region</numerusform>
            <numerusform>%Ln Regionen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 regions are in verified images</source>
        <translation>%1 von %2 Regionen sind in geprüften Bildern</translation>
    </message>
    <message>
        <source>%1: double click or Enter labels what is selected, or the next box</source>
        <translation>%1: Doppelklick oder Eingabe labelt, was gewählt ist, sonst die nächste Box</translation>
    </message>
    <message>
        <source>The key that gives the label to what is selected</source>
        <translation>Die Taste, die das Label dem gibt, was gewählt ist</translation>
    </message>
    <message>
        <source>Regions with this label</source>
        <translation>Regionen mit diesem Label</translation>
    </message>
    <message>
        <source>Share of its regions that are in verified images</source>
        <translation>Anteil seiner Regionen, die in geprüften Bildern sind</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Label</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Taste</translation>
    </message>
    <message>
        <source>Regions</source>
        <translation>Regionen</translation>
    </message>
</context>
<context>
    <name>cloc::ui::LabellingController</name>
    <message>
        <source>There is no label %1 yet: E makes one.</source>
        <translation>Noch kein Label %1: E legt eines an.</translation>
    </message>
    <message>
        <source>Label: %1</source>
        <translation>Label: %1</translation>
    </message>
    <message numerus="yes">
        <source>Label %n result(s)</source>
        <translation>
            <numerusform>%n Ergebnis labeln</numerusform>
            <numerusform>%n Ergebnisse labeln</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n region(s) labelled. Ctrl+Z takes it back.</source>
        <translation>
            <numerusform>%n Region gelabelt. Strg+Z nimmt es zurück.</numerusform>
            <numerusform>%n Regionen gelabelt. Strg+Z nimmt es zurück.</numerusform>
        </translation>
    </message>
    <message>
        <source>Keep a found box</source>
        <translation>Gefundene Box behalten</translation>
    </message>
    <message>
        <source>Nothing was labelled: another image was opened meanwhile.</source>
        <translation>Nichts wurde beschriftet: inzwischen ist ein anderes Bild offen.</translation>
    </message>
    <message>
        <source>The box was not kept: another image was opened meanwhile.</source>
        <translation>Die Box wurde nicht behalten: inzwischen ist ein anderes Bild offen.</translation>
    </message>
    <message>
        <source>No label has the key %1; “%2” has %3.</source>
        <translation>Kein Label hat die Taste %1; „%2“ hat %3.</translation>
    </message>
</context>
<context>
    <name>cloc::ui::LabellingDialog</name>
    <message>
        <source>Also those that were labelled so before</source>
        <translation>Auch Bilder, die so schon gelabelt wurden</translation>
    </message>
    <message>
        <source>Only of images that have no caption</source>
        <translation>Nur für Bilder ohne Bildtext</translation>
    </message>
    <message>
        <source>Keep them in the project</source>
        <translation>Im Projekt behalten</translation>
    </message>
    <message>
        <source>Also captions that do not read as English</source>
        <translation>Auch Bildtexte, die nicht englisch sind</translation>
    </message>
    <message>
        <source>&amp;Label</source>
        <translation>&amp;Labeln</translation>
    </message>
    <message>
        <source>Label by machine</source>
        <translation>Maschinell labeln</translation>
    </message>
    <message>
        <source>What the images&apos; captions name is looked for in them. What is found comes into the panel “Machine labels” and waits there; nothing of yours is changed until you accept it.</source>
        <translation>Was die Bildtexte nennen, wird in den Bildern gesucht. Funde warten im Bereich „Maschinenlabels“; an Ihren Daten ändert sich nichts, bis Sie sie annehmen.</translation>
    </message>
    <message>
        <source>Start it as a job, which goes on beside your work and can be paused (Enter)</source>
        <translation>Als Auftrag starten, der neben Ihrer Arbeit läuft und angehalten werden kann (Enter)</translation>
    </message>
    <message>
        <source>&amp;Images</source>
        <translation>&amp;Bilder</translation>
    </message>
    <message>
        <source>With these settings. Labels that nobody has accepted are replaced</source>
        <translation>Mit diesen Einstellungen. Labels, die niemand angenommen hat, werden ersetzt</translation>
    </message>
    <message>
        <source>OWL-ViT or OWLv2</source>
        <translation>OWL-ViT oder OWLv2</translation>
    </message>
    <message>
        <source>&amp;Detector</source>
        <translation>&amp;Detektor</translation>
    </message>
    <message>
        <source>Folder of its weights, as Hugging Face has them</source>
        <translation>Ordner seiner Gewichte, wie Hugging Face sie hat</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>Ordner…</translation>
    </message>
    <message>
        <source>&amp;Weights</source>
        <translation>&amp;Gewichte</translation>
    </message>
    <message>
        <source>What scores less is not kept. Rather low: in the panel you can still choose a higher one</source>
        <translation>Was weniger erreicht, wird nicht behalten. Lieber niedrig: Im Bereich können Sie immer noch höher wählen</translation>
    </message>
    <message>
        <source>L&amp;east score</source>
        <translation>&amp;Mindestwert</translation>
    </message>
    <message>
        <source>Those that the images have</source>
        <translation>Die der Bilder</translation>
    </message>
    <message>
        <source>A vision-language server writes them</source>
        <translation>Ein Bild-Sprach-Server schreibt sie</translation>
    </message>
    <message>
        <source>&amp;Captions</source>
        <translation>Bild&amp;texte</translation>
    </message>
    <message>
        <source>As the server calls it; may be left out</source>
        <translation>Wie der Server es nennt; kann leer bleiben</translation>
    </message>
    <message>
        <source>Name of the environment variable that holds it</source>
        <translation>Name der Umgebungsvariable, die ihn enthält</translation>
    </message>
    <message>
        <source>&amp;Address</source>
        <translation>&amp;Adresse</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>M&amp;odell</translation>
    </message>
    <message>
        <source>&amp;Key</source>
        <translation>&amp;Schlüssel</translation>
    </message>
    <message>
        <source>Noun phrases, by grammar</source>
        <translation>Nominalphrasen, nach Grammatik</translation>
    </message>
    <message>
        <source>All groups of words (n-grams)</source>
        <translation>Alle Wortgruppen (N-Gramme)</translation>
    </message>
    <message>
        <source>What of a caption is looked for. N-grams find more, and more that is wrong</source>
        <translation>Was aus einem Bildtext gesucht wird. N-Gramme finden mehr, auch mehr Falsches</translation>
    </message>
    <message>
        <source>&amp;Phrases</source>
        <translation>&amp;Phrasen</translation>
    </message>
    <message numerus="yes">
        <source>All %Ln image(s) of the project</source>
        <translation>
            <numerusform>Alle (%Ln Bild des Projekts)</numerusform>
            <numerusform>Alle %Ln Bilder des Projekts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) selected in the gallery</source>
        <translation>
            <numerusform>%Ln in der Galerie gewähltes Bild</numerusform>
            <numerusform>%Ln in der Galerie gewählte Bilder</numerusform>
        </translation>
    </message>
    <message>
        <source>The project&apos;s CLOC model</source>
        <translation>Das CLOC-Modell des Projekts</translation>
    </message>
    <message>
        <source>The project&apos;s CLOC model (%1)</source>
        <translation>Das CLOC-Modell des Projekts (%1)</translation>
    </message>
    <message>
        <source>The detector&apos;s folder</source>
        <translation>Der Ordner des Detektors</translation>
    </message>
    <message>
        <source>Name the folder of the detector&apos;s weights: none ship with the program.</source>
        <translation>Nennen Sie den Ordner mit den Gewichten des Detektors: Das Programm bringt keine mit.</translation>
    </message>
    <message>
        <source>There is no folder %1.</source>
        <translation>Einen Ordner %1 gibt es nicht.</translation>
    </message>
    <message>
        <source>Name the server&apos;s address, for instance http://localhost:8080/v1.</source>
        <translation>Nennen Sie die Adresse des Servers, zum Beispiel http://localhost:8080/v1.</translation>
    </message>
    <message>
        <source>Looks for boxes by itself; slow without a GPU.</source>
        <translation>Sucht selbst nach Boxen; ohne GPU langsam.</translation>
    </message>
    <message>
        <source>Scores the boxes that the model proposes. After training on what you have accepted, label again: it finds more.</source>
        <translation>Bewertet die Boxen, die das Modell vorschlägt. Nach einem Training auf dem Angenommenen nochmals labeln: Es findet mehr.</translation>
    </message>
</context>
<context>
    <name>cloc::ui::LinkedView</name>
    <message>
        <source>Image with the boxes of the other model</source>
        <translation>Bild mit den Boxen des anderen Modells</translation>
    </message>
</context>
<context>
    <name>cloc::ui::MachineLabelList</name>
    <message>
        <source>Machine labels</source>
        <translation>Maschinenlabels</translation>
    </message>
    <message>
        <source>%1, score %2</source>
        <translation>%1, Wert %2</translation>
    </message>
    <message>
        <source>no phrase</source>
        <translation>ohne Phrase</translation>
    </message>
    <message>
        <source>Label: %1</source>
        <translation>Label: %1</translation>
    </message>
</context>
<context>
    <name>cloc::ui::MachineLabelsPanel</name>
    <message>
        <source>Nothing with these filters</source>
        <translation>Nichts mit diesen Filtern</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Alle zeigen</translation>
    </message>
    <message>
        <source>Reading machine labels…</source>
        <translation>Maschinenlabels werden gelesen…</translation>
    </message>
    <message>
        <source>No machine labels wait</source>
        <translation>Keine Maschinenlabels warten</translation>
    </message>
    <message>
        <source>Labelling by machine looks for what captions name. What it finds comes here, the surest first, for you to accept or reject.</source>
        <translation>Maschinelles Labeln sucht, was Bildtexte nennen. Was es findet, kommt hierher, das Sicherste zuerst, und Sie nehmen es an oder lehnen es ab.</translation>
    </message>
    <message>
        <source>Label by machine…</source>
        <translation>Maschinell labeln…</translation>
    </message>
    <message>
        <source>Threshold %1</source>
        <translation>Schwelle %1</translation>
    </message>
    <message numerus="yes">
        <source>Accept %Ln above</source>
        <translation>
            <numerusform>%Ln darüber annehmen</numerusform>
            <numerusform>%Ln darüber annehmen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Reject %Ln below</source>
        <translation>
            <numerusform>%Ln darunter ablehnen</numerusform>
            <numerusform>%Ln darunter ablehnen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln wait(s)</source>
        <translation>
            <numerusform>%Ln wartet</numerusform>
            <numerusform>%Ln warten</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 waiting</source>
        <translation>%1 von %2 wartenden</translation>
    </message>
    <message numerus="yes">
        <source>%Ln selected</source>
        <translation>
            <numerusform>%Ln gewählt</numerusform>
            <numerusform>%Ln gewählt</numerusform>
        </translation>
    </message>
    <message>
        <source>reading…</source>
        <translation>wird gelesen…</translation>
    </message>
    <message>
        <source>Part of the phrase</source>
        <translation>Teil der Phrase</translation>
    </message>
    <message>
        <source>Least score</source>
        <translation>Mindestwert</translation>
    </message>
    <message>
        <source>Score ≥ </source>
        <translation>Wert ≥ </translation>
    </message>
    <message>
        <source>Any score</source>
        <translation>Jeder Wert</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Reihenfolge</translation>
    </message>
    <message>
        <source>Surest first</source>
        <translation>Sicherste zuerst</translation>
    </message>
    <message>
        <source>Least sure first</source>
        <translation>Unsicherste zuerst</translation>
    </message>
    <message>
        <source>Accept (A)</source>
        <translation>Annehmen (A)</translation>
    </message>
    <message>
        <source>A, Y or Space</source>
        <translation>A, Y oder Leertaste</translation>
    </message>
    <message>
        <source>Reject (N)</source>
        <translation>Ablehnen (N)</translation>
    </message>
    <message>
        <source>N, R, X or Delete: the box is removed</source>
        <translation>N, R, X oder Entf: Die Box wird entfernt</translation>
    </message>
    <message>
        <source>Next (S)</source>
        <translation>Weiter (S)</translation>
    </message>
    <message>
        <source>S: leave it for later</source>
        <translation>S: für später stehen lassen</translation>
    </message>
    <message>
        <source>Open (Enter)</source>
        <translation>Öffnen (Enter)</translation>
    </message>
    <message>
        <source>Enter or double click: the image, with the box selected</source>
        <translation>Enter oder Doppelklick: das Bild mit gewählter Box</translation>
    </message>
    <message>
        <source>Accepting gives a label</source>
        <translation>Annehmen gibt ein Label</translation>
    </message>
    <message>
        <source>The label that is called as the phrase without its article: “red ball” for “a red ball”. It is made when the project has none.</source>
        <translation>Das Label, das wie die Phrase ohne Artikel heißt: „red ball“ für „a red ball“. Es wird angelegt, wenn das Projekt es nicht hat.</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>All of the list that score at least the threshold, as one step</source>
        <translation>Alle der Liste, die mindestens die Schwelle erreichen, als ein Schritt</translation>
    </message>
    <message>
        <source>All of the list that score less than the threshold, as one step</source>
        <translation>Alle der Liste unter der Schwelle, als ein Schritt</translation>
    </message>
</context>
<context>
    <name>cloc::ui::MainWindow</name>
    <message>
        <source>Opening %1</source>
        <translation>%1 wird geöffnet</translation>
    </message>
    <message>
        <source>Reading %1</source>
        <translation>%1 wird gelesen</translation>
    </message>
    <message>
        <source>The project&apos;s folder cannot be written: you can look and search, changes are not kept.</source>
        <translation>Der Projektordner ist nicht beschreibbar: Ansehen und Suchen geht, Änderungen bleiben nicht erhalten.</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>Kein Modell</translation>
    </message>
    <message>
        <source>Evaluation %1</source>
        <translation>Auswertung %1</translation>
    </message>
    <message>
        <source>Run %1</source>
        <translation>Lauf %1</translation>
    </message>
    <message>
        <source>%1 is not in this project.</source>
        <translation>%1 ist nicht in diesem Projekt.</translation>
    </message>
    <message>
        <source>Open a project (a folder NAME.clocproj)</source>
        <translation>Projekt öffnen (ein Ordner NAME.clocproj)</translation>
    </message>
    <message>
        <source>Open a folder of images</source>
        <translation>Bilderordner öffnen</translation>
    </message>
    <message>
        <source>Open a data set</source>
        <translation>Datensatz öffnen</translation>
    </message>
    <message>
        <source>COCO annotations (*.json)</source>
        <translation>COCO-Annotationen (*.json)</translation>
    </message>
    <message>
        <source>Written: %1</source>
        <translation>Geschrieben: %1</translation>
    </message>
    <message>
        <source>Jobs are running</source>
        <translation>Aufträge laufen</translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) still running. They can go on without the window.</source>
        <translation>
            <numerusform>%n Auftrag läuft noch. Er kann ohne das Fenster weiterlaufen.</numerusform>
            <numerusform>%n Aufträge laufen noch. Sie können ohne das Fenster weiterlaufen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Let them run</source>
        <translation>Laufen lassen</translation>
    </message>
    <message>
        <source>Pause them</source>
        <translation>Pausieren</translation>
    </message>
    <message>
        <source>Waiting for the jobs to save…</source>
        <translation>Aufträge speichern noch…</translation>
    </message>
    <message>
        <source>Canvas</source>
        <translation>Bildfläche</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Ergebnisse</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Open project…</source>
        <translation>Projekt öffnen…</translation>
    </message>
    <message>
        <source>Open folder of images…</source>
        <translation>Bilderordner öffnen…</translation>
    </message>
    <message>
        <source>Open data set…</source>
        <translation>Datensatz öffnen…</translation>
    </message>
    <message>
        <source>Open the demo</source>
        <translation>Demo öffnen</translation>
    </message>
    <message>
        <source>Close project</source>
        <translation>Projekt schließen</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Go</source>
        <translation>Gehe zu</translation>
    </message>
    <message>
        <source>Next image</source>
        <translation>Nächstes Bild</translation>
    </message>
    <message>
        <source>Previous image</source>
        <translation>Voriges Bild</translation>
    </message>
    <message>
        <source>Next unlabelled image</source>
        <translation>Nächstes Bild ohne Label</translation>
    </message>
    <message>
        <source>Previous unlabelled image</source>
        <translation>Voriges Bild ohne Label</translation>
    </message>
    <message>
        <source>Filter the gallery</source>
        <translation>Galerie filtern</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suche</translation>
    </message>
    <message>
        <source>Search by words</source>
        <translation>Mit Worten suchen</translation>
    </message>
    <message>
        <source>Ground a phrase</source>
        <translation>Phrase verorten</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>Suche leeren</translation>
    </message>
    <message>
        <source>Export the picture</source>
        <translation>Bild exportieren</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>PNG-Bild (*.png)</translation>
    </message>
    <message>
        <source>SVG drawing (*.svg)</source>
        <translation>SVG-Zeichnung (*.svg)</translation>
    </message>
    <message>
        <source>Export the boxes</source>
        <translation>Boxen exportieren</translation>
    </message>
    <message>
        <source>COCO JSON (*.json)</source>
        <translation>COCO-JSON (*.json)</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Choose model</source>
        <translation>Modell wählen</translation>
    </message>
    <message>
        <source>Build index</source>
        <translation>Index aufbauen</translation>
    </message>
    <message>
        <source>Train a model</source>
        <translation>Modell trainieren</translation>
    </message>
    <message>
        <source>Evaluate the model…</source>
        <translation>Modell auswerten…</translation>
    </message>
    <message>
        <source>Evaluate on a labelled data set</source>
        <translation>Mit gelabeltem Datensatz auswerten</translation>
    </message>
    <message>
        <source>Another folder…</source>
        <translation>Anderer Ordner…</translation>
    </message>
    <message>
        <source>A model folder (with model.safetensors)</source>
        <translation>Ein Modellordner (mit model.safetensors)</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Theme: as the desktop</source>
        <translation>Design: wie der Desktop</translation>
    </message>
    <message>
        <source>Theme: light</source>
        <translation>Design: hell</translation>
    </message>
    <message>
        <source>Theme: dark</source>
        <translation>Design: dunkel</translation>
    </message>
    <message>
        <source>Panels as delivered</source>
        <translation>Bereiche zurücksetzen</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Vollbild</translation>
    </message>
    <message>
        <source>Show: %1</source>
        <translation>Zeigen: %1</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>Command palette</source>
        <translation>Befehlspalette</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Über</translation>
    </message>
    <message>
        <source>&lt;h3&gt;%1 %2&lt;/h3&gt;&lt;p&gt;Looks into images by region, with CLOC (Contrastive Localized Language-Image Pre-Training).&lt;/p&gt;&lt;p&gt;Window: GPL-3.0-or-later. Model and data: Apache-2.0.&lt;/p&gt;</source>
        <translation>&lt;h3&gt;%1 %2&lt;/h3&gt;&lt;p&gt;Erkundet Bilder Region für Region, mit CLOC (Contrastive Localized Language-Image Pre-Training).&lt;/p&gt;&lt;p&gt;Fenster: GPL-3.0-or-later. Modell und Daten: Apache-2.0.&lt;/p&gt;</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>Open recent</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Go</source>
        <translation>&amp;Gehe zu</translation>
    </message>
    <message>
        <source>&amp;Search</source>
        <translation>&amp;Suche</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>&amp;Modell</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Werkzeuge</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Evaluation</source>
        <translation>Auswertung</translation>
    </message>
    <message>
        <source>Gallery</source>
        <translation>Galerie</translation>
    </message>
    <message>
        <source>Ground</source>
        <translation>Verorten</translation>
    </message>
    <message>
        <source>Regions</source>
        <translation>Regionen</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Aufträge</translation>
    </message>
    <message>
        <source>Some of the data was left out: %1</source>
        <translation>Ein Teil der Daten wurde ausgelassen: %1</translation>
    </message>
    <message>
        <source>Making the demo project</source>
        <translation>Demo-Projekt wird angelegt</translation>
    </message>
    <message>
        <source>Brightness and contrast</source>
        <translation>Helligkeit und Kontrast</translation>
    </message>
    <message>
        <source>Results in rows</source>
        <translation>Ergebnisse in Zeilen</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Einstellungen…</translation>
    </message>
    <message>
        <source>Two models side by side</source>
        <translation>Zwei Modelle nebeneinander</translation>
    </message>
    <message>
        <source>The model is not there yet: try again when it is ready.</source>
        <translation>Das Modell ist noch nicht geladen: noch einmal versuchen, wenn es bereit ist.</translation>
    </message>
    <message>
        <source>Order the gallery by the search</source>
        <translation>Galerie nach der Suche ordnen</translation>
    </message>
    <message>
        <source>Search for the selected images</source>
        <translation>Nach den gewählten Bildern suchen</translation>
    </message>
    <message>
        <source>Search only in their folder</source>
        <translation>Nur in ihrem Ordner suchen</translation>
    </message>
    <message>
        <source>Copy their paths</source>
        <translation>Ihre Pfade kopieren</translation>
    </message>
    <message>
        <source>Show in the file manager</source>
        <translation>In der Dateiverwaltung zeigen</translation>
    </message>
    <message>
        <source>Fine-tune on this project&apos;s labels</source>
        <translation>Auf die Labels dieses Projekts abstimmen</translation>
    </message>
    <message>
        <source>Evaluate on this project&apos;s labels</source>
        <translation>An den Labels dieses Projekts auswerten</translation>
    </message>
    <message>
        <source>About the index</source>
        <translation>Über den Index</translation>
    </message>
    <message>
        <source>Import annotations…</source>
        <translation>Annotationen importieren…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Export again as last time</source>
        <translation>Wieder exportieren wie zuletzt</translation>
    </message>
    <message>
        <source>Labelling help</source>
        <translation>Hilfe beim Benennen</translation>
    </message>
    <message>
        <source>Find all like this and label them</source>
        <translation>Alles Ähnliche finden und benennen</translation>
    </message>
    <message>
        <source>Find mistakes in the labels</source>
        <translation>Fehler in den Labels finden</translation>
    </message>
    <message>
        <source>Suggest labels for new boxes</source>
        <translation>Labels für neue Boxen vorschlagen</translation>
    </message>
    <message>
        <source>Select a region first, or draw a box: what is like it is then looked for.</source>
        <translation>Wählen Sie zuerst eine Region oder ziehen Sie eine Box: Dann wird Ähnliches gesucht.</translation>
    </message>
    <message>
        <source>By example</source>
        <translation>Nach Beispiel</translation>
    </message>
    <message>
        <source>Mistakes</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>%1 (shared)</source>
        <translation>%1 (gemeinsam)</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>%1

Password for the database (kept only until you quit):</source>
        <translation>%1

Passwort für die Datenbank (nur bis zum Beenden behalten):</translation>
    </message>
    <message>
        <source>Changes are not saved</source>
        <translation>Änderungen sind nicht gespeichert</translation>
    </message>
    <message numerus="yes">
        <source>%n of your steps are not in the project: the server is gone, or they wait for you to decide. Close and lose them?</source>
        <translation>
            <numerusform>%n Ihrer Schritte ist nicht im Projekt: Der Server ist weg, oder er wartet auf Ihre Entscheidung. Schließen und ihn verlieren?</numerusform>
            <numerusform>%n Ihrer Schritte sind nicht im Projekt: Der Server ist weg, oder sie warten auf Ihre Entscheidung. Schließen und sie verlieren?</numerusform>
        </translation>
    </message>
    <message>
        <source>Shared project…</source>
        <translation>Gemeinsames Projekt …</translation>
    </message>
    <message>
        <source>Decide conflicts…</source>
        <translation>Konflikte entscheiden …</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Teil</translation>
    </message>
    <message>
        <source>Put the selected images into train</source>
        <translation>Gewählte Bilder in train einordnen</translation>
    </message>
    <message>
        <source>Put the selected images into val</source>
        <translation>Gewählte Bilder in val einordnen</translation>
    </message>
    <message>
        <source>Put the selected images into test</source>
        <translation>Gewählte Bilder in test einordnen</translation>
    </message>
    <message>
        <source>Take the selected images out of their split</source>
        <translation>Gewählte Bilder aus ihrem Teil nehmen</translation>
    </message>
    <message>
        <source>Put the selected images into another split…</source>
        <translation>Gewählte Bilder in einen anderen Teil einordnen …</translation>
    </message>
    <message>
        <source>Split of the selected images</source>
        <translation>Teil der gewählten Bilder</translation>
    </message>
    <message>
        <source>Name of the split</source>
        <translation>Name des Teils</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Labels</translation>
    </message>
    <message>
        <source>Find a label</source>
        <translation>Label finden</translation>
    </message>
    <message>
        <source>Captions and attributes</source>
        <translation>Texte und Attribute</translation>
    </message>
    <message>
        <source>Split the images…</source>
        <translation>Bilder aufteilen …</translation>
    </message>
    <message>
        <source>Statistics of the data</source>
        <translation>Statistik der Daten</translation>
    </message>
    <message>
        <source>&amp;Labels</source>
        <translation>&amp;Labels</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>Statistik</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message numerus="yes">
        <source>%n step(s) wait for you to decide: Edit, Decide conflicts.</source>
        <translation>
            <numerusform>%n Schritt wartet auf Ihre Entscheidung: Bearbeiten, Konflikte entscheiden.</numerusform>
            <numerusform>%n Schritte warten auf Ihre Entscheidung: Bearbeiten, Konflikte entscheiden.</numerusform>
        </translation>
    </message>
    <message>
        <source>Weights of another program…</source>
        <translation>Gewichte eines anderen Programms…</translation>
    </message>
    <message>
        <source>Label by machine…</source>
        <translation>Maschinell labeln…</translation>
    </message>
    <message>
        <source>Review machine labels</source>
        <translation>Maschinenlabels durchsehen</translation>
    </message>
    <message>
        <source>Machine labels</source>
        <translation>Maschinenlabels</translation>
    </message>
</context>
<context>
    <name>cloc::ui::MeasuresModel</name>
    <message>
        <source>Measure</source>
        <translation>Maß</translation>
    </message>
    <message>
        <source>Items</source>
        <translation>Anzahl</translation>
    </message>
    <message>
        <source>vs. first</source>
        <translation>ggü. erstem</translation>
    </message>
</context>
<context>
    <name>cloc::ui::MetricChart</name>
    <message>
        <source>No values yet</source>
        <translation>Noch keine Werte</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>Schritt %1</translation>
    </message>
</context>
<context>
    <name>cloc::ui::MissingSearch</name>
    <message>
        <source>The model is another one now.</source>
        <translation>Das Modell ist inzwischen ein anderes.</translation>
    </message>
</context>
<context>
    <name>cloc::ui::MistakeList</name>
    <message>
        <source>What may be wrong</source>
        <translation>Was falsch sein könnte</translation>
    </message>
    <message>
        <source>A: %1</source>
        <translation>A: %1</translation>
    </message>
</context>
<context>
    <name>cloc::ui::MistakeReview</name>
    <message>
        <source>Nothing is proposed here: K keeps it as it is, Delete removes the box, Enter opens the image.</source>
        <translation>Hier wird nichts vorgeschlagen: K lässt es, wie es ist, Entf entfernt die Box, Enter öffnet das Bild.</translation>
    </message>
    <message>
        <source>This project can only be read: nothing was changed.</source>
        <translation>Dieses Projekt kann nur gelesen werden: Nichts wurde geändert.</translation>
    </message>
    <message numerus="yes">
        <source>%n had been changed meanwhile and stay(s) as it is.</source>
        <translation>
            <numerusform>%n war inzwischen geändert und bleibt, wie es ist.</numerusform>
            <numerusform>%n waren inzwischen geändert und bleiben, wie sie sind.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n locked: unlock in the image first (L).</source>
        <translation>
            <numerusform>%n gesperrt: zuerst im Bild entsperren (L).</numerusform>
            <numerusform>%n gesperrt: zuerst im Bild entsperren (L).</numerusform>
        </translation>
    </message>
    <message>
        <source>%1. Ctrl+Z takes it back.</source>
        <translation>%1. Strg+Z nimmt es zurück.</translation>
    </message>
    <message numerus="yes">
        <source>Add %n missing box(es)</source>
        <translation>
            <numerusform>%n fehlende Box hinzufügen</numerusform>
            <numerusform>%n fehlende Boxen hinzufügen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Nothing is missing at %n place(s)</source>
        <translation>
            <numerusform>An %n Stelle fehlt nichts</numerusform>
            <numerusform>An %n Stellen fehlt nichts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Keep %n region(s) as right</source>
        <translation>
            <numerusform>%n Region als richtig behalten</numerusform>
            <numerusform>%n Regionen als richtig behalten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove %n doubtful region(s)</source>
        <translation>
            <numerusform>%n zweifelhafte Region entfernen</numerusform>
            <numerusform>%n zweifelhafte Regionen entfernen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Resolve %n duplicate(s)</source>
        <translation>
            <numerusform>%n Dublette auflösen</numerusform>
            <numerusform>%n Dubletten auflösen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Correct %n label(s)</source>
        <translation>
            <numerusform>%n Label berichtigen</numerusform>
            <numerusform>%n Labels berichtigen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::MistakeText</name>
    <message>
        <source>Labels</source>
        <translation>Labels</translation>
    </message>
    <message>
        <source>Outliers</source>
        <translation>Ausreißer</translation>
    </message>
    <message>
        <source>Duplicates</source>
        <translation>Dubletten</translation>
    </message>
    <message>
        <source>Missing boxes</source>
        <translation>Fehlende Boxen</translation>
    </message>
    <message>
        <source>Regions that look like another label than the one they have.</source>
        <translation>Regionen, die eher nach einem anderen Label aussehen als nach ihrem.</translation>
    </message>
    <message>
        <source>Regions that look unlike the others of their label.</source>
        <translation>Regionen, die anders aussehen als die übrigen ihres Labels.</translation>
    </message>
    <message>
        <source>Two boxes around the same thing, and regions that look the same in two images.</source>
        <translation>Zwei Boxen um dasselbe Ding, und Regionen, die in zwei Bildern gleich aussehen.</translation>
    </message>
    <message>
        <source>Places without a box that look like a label.</source>
        <translation>Stellen ohne Box, die nach einem Label aussehen.</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>%1, unlike the others</source>
        <translation>%1, anders als die übrigen</translation>
    </message>
    <message>
        <source>%1, twice</source>
        <translation>%1, doppelt</translation>
    </message>
    <message>
        <source>%1, in two images</source>
        <translation>%1, in zwei Bildern</translation>
    </message>
    <message>
        <source>%1, without a box</source>
        <translation>%1, ohne Box</translation>
    </message>
    <message>
        <source>The name “%1” fits the picture better than “%2”.</source>
        <translation>Der Name „%1“ passt besser zum Bild als „%2“.</translation>
    </message>
    <message>
        <source>Of the %1 regions most like it %2 bear the label “%3”, %4 “%5”.</source>
        <translation>Von den %1 ähnlichsten Regionen tragen %2 das Label „%3“, %4 „%5“.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>The name fits better too.</source>
        <translation>Auch der Name passt besser.</translation>
    </message>
    <message>
        <source>Its likeness to the other %1 of its label is %2, %3 is usual.</source>
        <translation>Ihre Ähnlichkeit mit den übrigen %1 ihres Labels ist %2, üblich ist %3.</translation>
    </message>
    <message>
        <source>“%1” fits better.</source>
        <translation>„%1“ passt besser.</translation>
    </message>
    <message>
        <source>Likeness %1 to a region of %2, labelled “%3”.</source>
        <translation>Ähnlichkeit %1 mit einer Region von %2, benannt „%3“.</translation>
    </message>
    <message>
        <source>Of the %1 regions most like it %2 bear the label “%3”, with a likeness of %4.</source>
        <translation>Von den %1 ähnlichsten Regionen tragen %2 das Label „%3“, mit einer Ähnlichkeit von %4.</translation>
    </message>
    <message>
        <source>almost certainly wrong (%1)</source>
        <translation>ziemlich sicher falsch (%1)</translation>
    </message>
    <message>
        <source>probably wrong (%1)</source>
        <translation>wahrscheinlich falsch (%1)</translation>
    </message>
    <message>
        <source>doubtful (%1)</source>
        <translation>zweifelhaft (%1)</translation>
    </message>
    <message>
        <source>far off (%1 deviations)</source>
        <translation>weit ab (%1 Abweichungen)</translation>
    </message>
    <message>
        <source>off (%1 deviations)</source>
        <translation>abseits (%1 Abweichungen)</translation>
    </message>
    <message>
        <source>the same box (%1)</source>
        <translation>dieselbe Box (%1)</translation>
    </message>
    <message>
        <source>looks the same (%1)</source>
        <translation>sieht gleich aus (%1)</translation>
    </message>
    <message>
        <source>probably missing (%1)</source>
        <translation>fehlt wahrscheinlich (%1)</translation>
    </message>
    <message>
        <source>perhaps missing (%1)</source>
        <translation>fehlt vielleicht (%1)</translation>
    </message>
    <message>
        <source>Make it “%1”</source>
        <translation>Zu „%1“ machen</translation>
    </message>
    <message>
        <source>Remove this box</source>
        <translation>Diese Box entfernen</translation>
    </message>
    <message>
        <source>Add a box “%1”</source>
        <translation>Box „%1“ hinzufügen</translation>
    </message>
    <message>
        <source>Box added</source>
        <translation>Box hinzugefügt</translation>
    </message>
    <message>
        <source>Now “%1”</source>
        <translation>Jetzt „%1“</translation>
    </message>
    <message>
        <source>Nothing is missing here</source>
        <translation>Hier fehlt nichts</translation>
    </message>
    <message>
        <source>Kept: it is right</source>
        <translation>Behalten: Es stimmt</translation>
    </message>
    <message>
        <source>Box removed</source>
        <translation>Box entfernt</translation>
    </message>
    <message>
        <source>Changed meanwhile</source>
        <translation>Inzwischen geändert</translation>
    </message>
    <message>
        <source>Reading the regions</source>
        <translation>Regionen werden gelesen</translation>
    </message>
    <message>
        <source>Comparing labels with what is alike</source>
        <translation>Labels werden mit Ähnlichem verglichen</translation>
    </message>
    <message>
        <source>Looking for outliers</source>
        <translation>Ausreißer werden gesucht</translation>
    </message>
    <message>
        <source>Comparing boxes</source>
        <translation>Boxen werden verglichen</translation>
    </message>
    <message>
        <source>Looking for missing boxes</source>
        <translation>Fehlende Boxen werden gesucht</translation>
    </message>
    <message>
        <source>Overlaps another box with the same label by %1 % (IoU).</source>
        <translation>Deckt sich zu %1 % (IoU) mit einer anderen Box desselben Labels.</translation>
    </message>
</context>
<context>
    <name>cloc::ui::MistakesPanel</name>
    <message>
        <source>Find mistakes</source>
        <translation>Fehler finden</translation>
    </message>
    <message>
        <source>Look in images</source>
        <translation>In Bildern nachsehen</translation>
    </message>
    <message>
        <source>Lets the model propose boxes, also in images that have some</source>
        <translation>Lässt das Modell Boxen vorschlagen, auch in Bildern, die schon welche haben</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>What may be wrong</source>
        <translation>Was falsch sein könnte</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Labels</translation>
    </message>
    <message>
        <source>Only entries of these labels</source>
        <translation>Nur Einträge dieser Labels</translation>
    </message>
    <message>
        <source>Least score</source>
        <translation>Mindestwert</translation>
    </message>
    <message>
        <source>Score ≥ </source>
        <translation>Wert ≥ </translation>
    </message>
    <message>
        <source>Any score</source>
        <translation>Jeder Wert</translation>
    </message>
    <message>
        <source>Hide what is settled</source>
        <translation>Erledigtes ausblenden</translation>
    </message>
    <message>
        <source>A, Y or Space</source>
        <translation>A, Y oder Leertaste</translation>
    </message>
    <message>
        <source>K, N or X: it is right, and is not listed again</source>
        <translation>K, N oder X: Es stimmt und wird nicht wieder gezeigt</translation>
    </message>
    <message>
        <source>Remove the box (Del)</source>
        <translation>Box entfernen (Entf)</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Entf</translation>
    </message>
    <message>
        <source>Next (S)</source>
        <translation>Weiter (S)</translation>
    </message>
    <message>
        <source>S: to the next one that is open</source>
        <translation>S: zum nächsten, das offen ist</translation>
    </message>
    <message>
        <source>Open the image (Enter)</source>
        <translation>Bild öffnen (Enter)</translation>
    </message>
    <message>
        <source>Enter or double click</source>
        <translation>Enter oder Doppelklick</translation>
    </message>
    <message>
        <source>Looking into images</source>
        <translation>Bilder werden durchgesehen</translation>
    </message>
    <message>
        <source>The search for mistakes was cancelled; what was found before is still here.</source>
        <translation>Die Suche nach Fehlern wurde abgebrochen; was vorher gefunden war, ist noch da.</translation>
    </message>
    <message>
        <source>The open image</source>
        <translation>Das offene Bild</translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) selected in the gallery</source>
        <translation>
            <numerusform>%Ln in der Galerie gewähltes Bild</numerusform>
            <numerusform>%Ln in der Galerie gewählte Bilder</numerusform>
        </translation>
    </message>
    <message>
        <source>All images</source>
        <translation>Alle Bilder</translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s) looked into</source>
        <translation>
            <numerusform>%Ln Bild durchgesehen</numerusform>
            <numerusform>%Ln Bilder durchgesehen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln box(es) may be missing</source>
        <translation>
            <numerusform>%Ln Box fehlt vielleicht</numerusform>
            <numerusform>%Ln Boxen fehlen vielleicht</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln could not be read: %1</source>
        <translation>
            <numerusform>%Ln war nicht zu lesen: %1</numerusform>
            <numerusform>%Ln waren nicht zu lesen: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln region(s) looked at</source>
        <translation>
            <numerusform>%Ln Region geprüft</numerusform>
            <numerusform>%Ln Regionen geprüft</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln not in the index</source>
        <translation>
            <numerusform>%Ln nicht im Index</numerusform>
            <numerusform>%Ln nicht im Index</numerusform>
        </translation>
    </message>
    <message>
        <source>Build the index (Ctrl+I) and search again to have them looked at too.</source>
        <translation>Erstellen Sie den Index (Strg+I) und suchen Sie noch einmal, damit auch diese geprüft werden.</translation>
    </message>
    <message>
        <source>Search again</source>
        <translation>Noch einmal suchen</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>All of this list is settled</source>
        <translation>Diese Liste ist erledigt</translation>
    </message>
    <message>
        <source>Nothing with these filters</source>
        <translation>Nichts mit diesen Filtern</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Alles zeigen</translation>
    </message>
    <message>
        <source>Looking for mistakes…</source>
        <translation>Fehler werden gesucht…</translation>
    </message>
    <message>
        <source>You can go on working: this goes on beside it.</source>
        <translation>Sie können weiterarbeiten: Das läuft nebenher.</translation>
    </message>
    <message>
        <source>The model is not ready</source>
        <translation>Das Modell ist nicht bereit</translation>
    </message>
    <message>
        <source>There is no index of this model yet</source>
        <translation>Von diesem Modell gibt es noch keinen Index</translation>
    </message>
    <message>
        <source>Mistakes are found by comparing regions, and the index holds what they look like.</source>
        <translation>Fehler zeigen sich im Vergleich der Regionen; wie diese aussehen, steht im Index.</translation>
    </message>
    <message>
        <source>Build the index</source>
        <translation>Index erstellen</translation>
    </message>
    <message>
        <source>Nobody has looked for mistakes yet</source>
        <translation>Noch hat niemand nach Fehlern gesucht</translation>
    </message>
    <message>
        <source>The model compares all labelled regions with each other and with the names of the labels. Nothing is changed until you say so.</source>
        <translation>Das Modell vergleicht alle benannten Regionen miteinander und mit den Namen der Labels. Geändert wird erst, was Sie bestätigen.</translation>
    </message>
    <message>
        <source>No labelled region is in the index</source>
        <translation>Keine benannte Region ist im Index</translation>
    </message>
    <message>
        <source>Label some regions, build the index (Ctrl+I), and search again.</source>
        <translation>Benennen Sie einige Regionen, erstellen Sie den Index (Strg+I) und suchen Sie noch einmal.</translation>
    </message>
    <message>
        <source>No missing boxes found</source>
        <translation>Keine fehlenden Boxen gefunden</translation>
    </message>
    <message>
        <source>Only images without regions have been looked into so far. “Look in images” lets the model propose boxes in the others too; that takes longer.</source>
        <translation>Bisher wurden nur Bilder ohne Regionen durchgesehen. „In Bildern nachsehen“ lässt das Modell auch in den anderen Boxen vorschlagen; das dauert länger.</translation>
    </message>
    <message>
        <source>Nothing doubtful found</source>
        <translation>Nichts Zweifelhaftes gefunden</translation>
    </message>
    <message numerus="yes">
        <source>Accept %Ln proposal(s)</source>
        <translation>
            <numerusform>%Ln Vorschlag annehmen</numerusform>
            <numerusform>%Ln Vorschläge annehmen</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing proposed</source>
        <translation>Kein Vorschlag</translation>
    </message>
    <message>
        <source>%1 (A)</source>
        <translation>%1 (A)</translation>
    </message>
    <message>
        <source>Nothing is missing</source>
        <translation>Hier fehlt nichts</translation>
    </message>
    <message>
        <source>It is right</source>
        <translation>Es stimmt</translation>
    </message>
    <message numerus="yes">
        <source>Nothing is missing at %Ln</source>
        <translation>
            <numerusform>An %Ln Stelle fehlt nichts</numerusform>
            <numerusform>An %Ln Stellen fehlt nichts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln are right</source>
        <translation>
            <numerusform>%Ln stimmt</numerusform>
            <numerusform>%Ln stimmen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 (K)</source>
        <translation>%1 (K)</translation>
    </message>
    <message numerus="yes">
        <source>%Ln entries</source>
        <translation>
            <numerusform>%Ln Eintrag</numerusform>
            <numerusform>%Ln Einträge</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 entries</source>
        <translation>%1 von %2 Einträgen</translation>
    </message>
    <message numerus="yes">
        <source>%Ln settled</source>
        <translation>
            <numerusform>%Ln erledigt</numerusform>
            <numerusform>%Ln erledigt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln selected</source>
        <translation>
            <numerusform>%Ln gewählt</numerusform>
            <numerusform>%Ln gewählt</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
</context>
<context>
    <name>cloc::ui::NotesEditor</name>
    <message>
        <source>Captions</source>
        <translation>Texte</translation>
    </message>
    <message>
        <source>One caption a line. Kept when the field is left, or with Ctrl+Enter.</source>
        <translation>Ein Text je Zeile. Wird beim Verlassen des Feldes oder mit Strg+Eingabe übernommen.</translation>
    </message>
    <message>
        <source>Comment</source>
        <translation>Kommentar</translation>
    </message>
    <message>
        <source>A note of the annotators; it is exported as the attribute “comment”</source>
        <translation>Eine Notiz der Bearbeiter; sie wird als Attribut „comment“ exportiert</translation>
    </message>
    <message>
        <source>Attributes</source>
        <translation>Attribute</translation>
    </message>
    <message>
        <source>true, false, numbers, text, or a list as [&quot;a&quot;, &quot;b&quot;]. Del removes an attribute.</source>
        <translation>true, false, Zahlen, Text oder eine Liste wie [&quot;a&quot;, &quot;b&quot;]. Entf entfernt ein Attribut.</translation>
    </message>
    <message>
        <source>Remove the attribute</source>
        <translation>Attribut entfernen</translation>
    </message>
    <message>
        <source>(different; what you type is for all)</source>
        <translation>(verschieden; Getipptes gilt für alle)</translation>
    </message>
    <message>
        <source>One caption a line</source>
        <translation>Ein Text je Zeile</translation>
    </message>
</context>
<context>
    <name>cloc::ui::OthersController</name>
    <message>
        <source>The server of the project is gone. What you change is kept, and written when it is back. %1</source>
        <translation>Der Server des Projekts ist weg. Was Sie ändern, bleibt und wird geschrieben, wenn er wieder da ist. %1</translation>
    </message>
    <message>
        <source>The server is there again.</source>
        <translation>Der Server ist wieder da.</translation>
    </message>
    <message>
        <source>Others have added or removed images or regions.</source>
        <translation>Andere haben Bilder oder Regionen hinzugefügt oder entfernt.</translation>
    </message>
    <message>
        <source>%1 took back: %2</source>
        <translation>%1 hat zurückgenommen: %2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message numerus="yes">
        <source>%n changes by %1</source>
        <translation>
            <numerusform>%n Änderung von %1</numerusform>
            <numerusform>%n Änderungen von %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::PlacesMap</name>
    <message>
        <source>Where boxes lie in their images</source>
        <translation>Wo Boxen in ihren Bildern liegen</translation>
    </message>
    <message numerus="yes">
        <source>%Ln box(es), %1 %</source>
        <translation>
            <numerusform>%Ln Box, %1 %</numerusform>
            <numerusform>%Ln Boxen, %1 %</numerusform>
        </translation>
    </message>
    <message>
        <source>Where boxes lie</source>
        <translation>Wo Boxen liegen</translation>
    </message>
    <message>
        <source>Centres, at most %1 in a cell</source>
        <translation>Mitten, höchstens %1 in einem Feld</translation>
    </message>
</context>
<context>
    <name>cloc::ui::ProjectService</name>
    <message>
        <source>The project is open to read only: the change is not kept. To edit, make its folder writable and open it again.</source>
        <translation>Das Projekt ist nur zum Lesen offen: die Änderung wird nicht behalten. Zum Bearbeiten den Ordner beschreibbar machen und es neu öffnen.</translation>
    </message>
    <message>
        <source>In the project that was open before: %1</source>
        <translation>In dem Projekt, das vorher offen war: %1</translation>
    </message>
</context>
<context>
    <name>cloc::ui::RecipeForm</name>
    <message>
        <source>Search settings</source>
        <translation>Einstellungen suchen</translation>
    </message>
    <message>
        <source>Search settings (Ctrl+F)</source>
        <translation>Einstellungen suchen (Strg+F)</translation>
    </message>
    <message>
        <source>Load a recipe file</source>
        <translation>Rezeptdatei laden</translation>
    </message>
    <message>
        <source>Save as a recipe file</source>
        <translation>Als Rezeptdatei speichern</translation>
    </message>
    <message>
        <source>Reset all to the defaults</source>
        <translation>Alle auf Standard zurücksetzen</translation>
    </message>
    <message>
        <source>Go to the first of them</source>
        <translation>Zur ersten davon gehen</translation>
    </message>
    <message>
        <source>Start training</source>
        <translation>Training starten</translation>
    </message>
    <message>
        <source>Start training (Ctrl+Return)</source>
        <translation>Training starten (Strg+Eingabetaste)</translation>
    </message>
    <message>
        <source>The settings are being read…</source>
        <translation>Einstellungen werden gelesen…</translation>
    </message>
    <message>
        <source>No setting is called that.</source>
        <translation>Keine Einstellung heißt so.</translation>
    </message>
    <message>
        <source>%1 million</source>
        <translation>%1 Mio.</translation>
    </message>
    <message>
        <source>%1 billion</source>
        <translation>%1 Mrd.</translation>
    </message>
    <message>
        <source>%1 steps × %2 images = %3 images seen</source>
        <translation>%1 Schritte × %2 Bilder = %3 gesehene Bilder</translation>
    </message>
    <message numerus="yes">
        <source>%1  ·  %n changed</source>
        <translation>
            <numerusform>%1  ·  %n geändert</numerusform>
            <numerusform>%1  ·  %n geändert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n to correct</source>
        <translation>
            <numerusform>%n zu korrigieren</numerusform>
            <numerusform>%n zu korrigieren</numerusform>
        </translation>
    </message>
    <message>
        <source>There is nothing at this path.</source>
        <translation>Unter diesem Pfad ist nichts.</translation>
    </message>
    <message>
        <source>Recipes (*.toml)</source>
        <translation>Rezepte (*.toml)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
</context>
<context>
    <name>cloc::ui::RecipeRow</name>
    <message>
        <source>Back to the default: %1</source>
        <translation>Zurück zum Standard: %1</translation>
    </message>
    <message>
        <source>Reset %1</source>
        <translation>%1 zurücksetzen</translation>
    </message>
    <message>
        <source>Choose a file or a folder</source>
        <translation>Datei oder Ordner wählen</translation>
    </message>
    <message>
        <source>File…</source>
        <translation>Datei…</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>Ordner…</translation>
    </message>
    <message>
        <source>Drop a file or folder here, or type its path</source>
        <translation>Datei oder Ordner hier ablegen oder Pfad eingeben</translation>
    </message>
</context>
<context>
    <name>cloc::ui::RecipeSource</name>
    <message>
        <source>Cannot start %1: %2. Install the program again.</source>
        <translation>%1 lässt sich nicht starten: %2. Das Programm neu installieren.</translation>
    </message>
    <message>
        <source>%1 ended without describing the recipe (code %2).</source>
        <translation>%1 endete, ohne das Rezept zu beschreiben (Code %2).</translation>
    </message>
</context>
<context>
    <name>cloc::ui::RegionDocument</name>
    <message>
        <source>Label %1</source>
        <translation>Label %1</translation>
    </message>
    <message>
        <source>label &quot;%1&quot;</source>
        <translation>Label „%1“</translation>
    </message>
    <message>
        <source>remove the label</source>
        <translation>Label entfernen</translation>
    </message>
    <message numerus="yes">
        <source>delete %n region(s)</source>
        <translation>
            <numerusform>%n Region löschen</numerusform>
            <numerusform>%n Regionen löschen</numerusform>
        </translation>
    </message>
    <message>
        <source>raise</source>
        <translation>Nach vorn</translation>
    </message>
    <message>
        <source>lower</source>
        <translation>Nach hinten</translation>
    </message>
    <message>
        <source>bring to the front</source>
        <translation>Ganz nach vorn</translation>
    </message>
    <message>
        <source>send to the back</source>
        <translation>Ganz nach hinten</translation>
    </message>
    <message>
        <source>mark as not verified</source>
        <translation>Als nicht geprüft markieren</translation>
    </message>
    <message>
        <source>mark as verified</source>
        <translation>Als geprüft markieren</translation>
    </message>
</context>
<context>
    <name>cloc::ui::ReportDialog</name>
    <message>
        <source>Images added</source>
        <translation>Neue Bilder</translation>
    </message>
    <message>
        <source>Images that were here already</source>
        <translation>Bilder, die schon hier waren</translation>
    </message>
    <message>
        <source>Of these changed</source>
        <translation>Davon geändert</translation>
    </message>
    <message>
        <source>Regions added</source>
        <translation>Neue Regionen</translation>
    </message>
    <message>
        <source>Regions removed</source>
        <translation>Entfernte Regionen</translation>
    </message>
    <message>
        <source>Image captions added</source>
        <translation>Neue Texte zu Bildern</translation>
    </message>
    <message>
        <source>New labels</source>
        <translation>Neue Labels</translation>
    </message>
    <message>
        <source>Images written</source>
        <translation>Geschriebene Bilder</translation>
    </message>
    <message>
        <source>Regions</source>
        <translation>Regionen</translation>
    </message>
    <message>
        <source>Filter by file or words</source>
        <translation>Nach Datei oder Wörtern filtern</translation>
    </message>
    <message>
        <source>Filter the list</source>
        <translation>Die Liste filtern</translation>
    </message>
    <message>
        <source>What was left out or mended</source>
        <translation>Was weggelassen oder ausgebessert wurde</translation>
    </message>
    <message>
        <source>File and record</source>
        <translation>Datei und Eintrag</translation>
    </message>
    <message>
        <source>What was done</source>
        <translation>Was getan wurde</translation>
    </message>
    <message>
        <source>&amp;Open folder</source>
        <translation>&amp;Ordner öffnen</translation>
    </message>
    <message>
        <source>Show it in the file manager</source>
        <translation>In der Dateiverwaltung zeigen</translation>
    </message>
    <message>
        <source>&amp;Copy the list</source>
        <translation>Liste &amp;kopieren</translation>
    </message>
    <message>
        <source>Put all of it on the clipboard, one a line</source>
        <translation>Alles in die Zwischenablage, eines je Zeile</translation>
    </message>
    <message>
        <source>Imported: %1</source>
        <translation>Importiert: %1</translation>
    </message>
    <message>
        <source>Exported: %1</source>
        <translation>Exportiert: %1</translation>
    </message>
    <message>
        <source>%1 has been imported</source>
        <translation>%1 ist importiert</translation>
    </message>
    <message>
        <source>%1 has been written</source>
        <translation>%1 ist geschrieben</translation>
    </message>
    <message>
        <source>Left out, as the format has no place for it: %1.</source>
        <translation>Weggelassen, weil das Format keinen Platz dafür hat: %1.</translation>
    </message>
    <message>
        <source>Nothing was wrong with the data.</source>
        <translation>An den Daten war nichts falsch.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln thing(s) left out, mended or doubtful</source>
        <translation>
            <numerusform>%Ln Stelle weggelassen, ausgebessert oder fraglich</numerusform>
            <numerusform>%Ln Stellen weggelassen, ausgebessert oder fraglich</numerusform>
        </translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>und %1 weitere</translation>
    </message>
    <message>
        <source>Images labelled</source>
        <translation>Gelabelte Bilder</translation>
    </message>
    <message>
        <source>Labelled before in the same way</source>
        <translation>Zuvor ebenso gelabelt</translation>
    </message>
    <message>
        <source>Images in which nothing was found</source>
        <translation>Bilder, in denen nichts gefunden wurde</translation>
    </message>
    <message>
        <source>Images without a caption</source>
        <translation>Bilder ohne Bildtext</translation>
    </message>
    <message>
        <source>Images not captioned in English</source>
        <translation>Bilder, deren Bildtext nicht englisch ist</translation>
    </message>
    <message>
        <source>Images that could not be read</source>
        <translation>Nicht lesbare Bilder</translation>
    </message>
    <message>
        <source>Images not labelled for another reason</source>
        <translation>Aus anderem Grund ausgelassene Bilder</translation>
    </message>
    <message>
        <source>Images not reached</source>
        <translation>Nicht mehr erreichte Bilder</translation>
    </message>
    <message>
        <source>Phrases looked for</source>
        <translation>Gesuchte Phrasen</translation>
    </message>
    <message>
        <source>Machine labels found</source>
        <translation>Gefundene Maschinenlabels</translation>
    </message>
    <message>
        <source>Of these with a label of the project</source>
        <translation>Davon mit einem Label des Projekts</translation>
    </message>
    <message>
        <source>Machine labels of an earlier run replaced</source>
        <translation>Ersetzte Maschinenlabels eines früheren Laufs</translation>
    </message>
    <message>
        <source>Left out, as the like had been accepted</source>
        <translation>Ausgelassen, da Gleiches schon angenommen war</translation>
    </message>
    <message>
        <source>Labelled by machine</source>
        <translation>Maschinell gelabelt</translation>
    </message>
    <message>
        <source>Labelling by machine is done</source>
        <translation>Das maschinelle Labeln ist fertig</translation>
    </message>
</context>
<context>
    <name>cloc::ui::ResultStrip</name>
    <message>
        <source>Search results</source>
        <translation>Suchergebnisse</translation>
    </message>
    <message>
        <source>Show in its image</source>
        <translation>Im Bild zeigen</translation>
    </message>
    <message>
        <source>Label …</source>
        <translation>Labeln …</translation>
    </message>
    <message>
        <source>Search with this one</source>
        <translation>Hiermit suchen</translation>
    </message>
    <message>
        <source>Not like this</source>
        <translation>Nicht so etwas</translation>
    </message>
    <message>
        <source>Label: %1</source>
        <translation>Label: %1</translation>
    </message>
    <message>
        <source>%1 · score %2</source>
        <translation>%1 · Wert %2</translation>
    </message>
</context>
<context>
    <name>cloc::ui::ReviewGrid</name>
    <message>
        <source>Regions like the example</source>
        <translation>Regionen wie das Beispiel</translation>
    </message>
    <message>
        <source>%1, accepted</source>
        <translation>%1, angenommen</translation>
    </message>
    <message>
        <source>%1, rejected</source>
        <translation>%1, abgelehnt</translation>
    </message>
    <message>
        <source>new box</source>
        <translation>neue Box</translation>
    </message>
    <message>
        <source>%1 · score %2</source>
        <translation>%1 · Wert %2</translation>
    </message>
    <message>
        <source>Label now: %1</source>
        <translation>Label jetzt: %1</translation>
    </message>
</context>
<context>
    <name>cloc::ui::RunCharts</name>
    <message>
        <source>No run is shown. Open one from the list of jobs, or start a training.</source>
        <translation>Kein Lauf zu sehen. Einen aus der Auftragsliste öffnen oder ein Training starten.</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>Glättung</translation>
    </message>
    <message>
        <source>Exponential moving average; the values themselves stay faint behind it</source>
        <translation>Exponentiell gleitender Mittelwert; die Werte selbst bleiben blass dahinter</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Log</translation>
    </message>
    <message>
        <source>Logarithmic scale; values of 0 and below are left out</source>
        <translation>Logarithmische Skala; Werte von 0 und darunter entfallen</translation>
    </message>
    <message>
        <source>Show all steps (double click on a chart, or 0). Drag or Ctrl+wheel zooms</source>
        <translation>Alle Schritte zeigen (Doppelklick ins Diagramm oder 0). Ziehen oder Strg+Mausrad zoomt</translation>
    </message>
    <message>
        <source>Show all steps</source>
        <translation>Alle Schritte zeigen</translation>
    </message>
    <message>
        <source>Filter metrics</source>
        <translation>Metriken filtern</translation>
    </message>
    <message>
        <source>Export the curves or the picture</source>
        <translation>Kurven oder Bild exportieren</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Export</translation>
    </message>
    <message>
        <source>Values as CSV…</source>
        <translation>Werte als CSV…</translation>
    </message>
    <message>
        <source>Charts as PNG…</source>
        <translation>Diagramme als PNG…</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Space shows or hides a run, Delete takes it off the list</source>
        <translation>Leertaste blendet einen Lauf ein oder aus, Entf nimmt ihn von der Liste</translation>
    </message>
    <message numerus="yes">
        <source>
%n line(s) could not be read</source>
        <translation>
            <numerusform>
%n Zeile war nicht lesbar</numerusform>
            <numerusform>
%n Zeilen waren nicht lesbar</numerusform>
        </translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation>Kommagetrennte Werte (*.csv)</translation>
    </message>
    <message>
        <source>Picture (*.png)</source>
        <translation>Bild (*.png)</translation>
    </message>
</context>
<context>
    <name>cloc::ui::SearchController</name>
    <message>
        <source>%1 regions searched in %2 ms</source>
        <translation>%1 Regionen in %2 ms durchsucht</translation>
    </message>
    <message>
        <source>Build index</source>
        <translation>Index aufbauen</translation>
    </message>
    <message>
        <source>Rebuild index</source>
        <translation>Index neu aufbauen</translation>
    </message>
    <message>
        <source>Draw a box on the image, or type words, to find what is like it.</source>
        <translation>Box ins Bild zeichnen oder Wörter eingeben, um Ähnliches zu finden.</translation>
    </message>
    <message>
        <source>Nothing found.</source>
        <translation>Nichts gefunden.</translation>
    </message>
    <message>
        <source>Whole images that fit the search.</source>
        <translation>Ganze Bilder, die zur Suche passen.</translation>
    </message>
</context>
<context>
    <name>cloc::ui::SearchPanel</name>
    <message>
        <source>Searches made before</source>
        <translation>Frühere Suchen</translation>
    </message>
    <message>
        <source>Saved searches</source>
        <translation>Gespeicherte Suchen</translation>
    </message>
    <message>
        <source>Words for the box</source>
        <translation>Wörter zur Box</translation>
    </message>
    <message>
        <source>Words: red apple, -leaf</source>
        <translation>Wörter: red apple, -leaf</translation>
    </message>
    <message>
        <source>Parts between commas are looked for together; a minus pushes away; red^0.5 counts half</source>
        <translation>Teile zwischen Kommas werden zusammen gesucht; ein Minus stößt ab; red^0.5 zählt halb</translation>
    </message>
    <message>
        <source>Search by words</source>
        <translation>Mit Worten suchen</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Label</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Score from</source>
        <translation>Wert ab</translation>
    </message>
    <message>
        <source>What the model calls the drawn box, among the project&apos;s labels and captions</source>
        <translation>Wie das Modell die gezeichnete Box nennt, aus Labels und Beschreibungen des Projekts</translation>
    </message>
    <message>
        <source>Any</source>
        <translation>Beliebig</translation>
    </message>
    <message>
        <source>Only regions with this label</source>
        <translation>Nur Regionen mit diesem Label</translation>
    </message>
    <message>
        <source>Only images below this folder</source>
        <translation>Nur Bilder unter diesem Ordner</translation>
    </message>
    <message>
        <source>Save this search</source>
        <translation>Diese Suche speichern</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
</context>
<context>
    <name>cloc::ui::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>General</source>
        <translation>Allgemein</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>as the desktop</source>
        <translation>wie der Desktop</translation>
    </message>
    <message>
        <source>light</source>
        <translation>hell</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>dunkel</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Design</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Sprache</translation>
    </message>
    <message>
        <source>The language holds from the next start on.</source>
        <translation>Die Sprache gilt ab dem nächsten Start.</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>zooms, at the pointer</source>
        <translation>zoomt, am Mauszeiger</translation>
    </message>
    <message>
        <source>scrolls; with Ctrl it zooms</source>
        <translation>rollt; mit Strg zoomt es</translation>
    </message>
    <message>
        <source>The &amp;wheel</source>
        <translation>Das Maus&amp;rad</translation>
    </message>
    <message>
        <source>Turn the wheel&apos;s &amp;direction around</source>
        <translation>Dreh&amp;richtung des Rads umkehren</translation>
    </message>
    <message>
        <source>Keep the &amp;zoom from image to image</source>
        <translation>&amp;Zoom von Bild zu Bild beibehalten</translation>
    </message>
    <message>
        <source>The same place at the same size, when images are alike; else each image is fitted</source>
        <translation>Dieselbe Stelle in derselben Größe, wenn Bilder einander gleichen; sonst wird jedes Bild eingepasst</translation>
    </message>
    <message>
        <source>Keep &amp;brightness and contrast from image to image</source>
        <translation>&amp;Helligkeit und Kontrast von Bild zu Bild beibehalten</translation>
    </message>
    <message>
        <source>Else each image begins as it is in its file</source>
        <translation>Sonst beginnt jedes Bild so, wie es in seiner Datei ist</translation>
    </message>
    <message>
        <source>&amp;Rulers</source>
        <translation>&amp;Lineale</translation>
    </message>
    <message>
        <source>&amp;Crosshair while drawing</source>
        <translation>Faden&amp;kreuz beim Zeichnen</translation>
    </message>
    <message>
        <source>L&amp;abels beside boxes</source>
        <translation>La&amp;bels neben Boxen</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>the login name</source>
        <translation>der Anmeldename</translation>
    </message>
    <message>
        <source>&amp;Your name</source>
        <translation>&amp;Ihr Name</translation>
    </message>
    <message>
        <source>Those who share a project see it beside what you do. Holds when a project is opened.</source>
        <translation>Wer ein Projekt mit Ihnen teilt, sieht ihn bei dem, was Sie tun. Gilt, sobald ein Projekt geöffnet wird.</translation>
    </message>
</context>
<context>
    <name>cloc::ui::SharedProjectDialog</name>
    <message>
        <source>&amp;Try the connection</source>
        <translation>Verbindung &amp;prüfen</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>&amp;Öffnen</translation>
    </message>
    <message>
        <source>Shared project</source>
        <translation>Gemeinsames Projekt</translation>
    </message>
    <message>
        <source>Several people work on one project: its boxes and labels are in a PostgreSQL database, the images, the index and the models are on each person&apos;s machine.</source>
        <translation>Mehrere arbeiten an einem Projekt: Rahmen und Labels liegen in einer PostgreSQL-Datenbank, Bilder, Index und Modelle auf dem Rechner jeder Person.</translation>
    </message>
    <message>
        <source>&amp;Database</source>
        <translation>&amp;Datenbank</translation>
    </message>
    <message>
        <source>not needed when it is in ~/.pgpass; it is kept nowhere</source>
        <translation>unnötig, wenn es in ~/.pgpass steht; wird nirgends behalten</translation>
    </message>
    <message>
        <source>&amp;Password</source>
        <translation>Pass&amp;wort</translation>
    </message>
    <message>
        <source>the name of a new project, or one of the list</source>
        <translation>der Name eines neuen Projekts oder eines der Liste</translation>
    </message>
    <message>
        <source>P&amp;roject</source>
        <translation>P&amp;rojekt</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>Ordner …</translation>
    </message>
    <message>
        <source>&amp;Images are in</source>
        <translation>&amp;Bilder sind in</translation>
    </message>
    <message>
        <source>Where the images of the project are</source>
        <translation>Wo die Bilder des Projekts sind</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Verbinden …</translation>
    </message>
    <message numerus="yes">
        <source>Connected: PostgreSQL %1, %n project(s).</source>
        <translation>
            <numerusform>Verbunden: PostgreSQL %1, %n Projekt.</numerusform>
            <numerusform>Verbunden: PostgreSQL %1, %n Projekte.</numerusform>
        </translation>
    </message>
    <message>
        <source>You cannot make new ones there: ask who runs the server for the right CREATE.</source>
        <translation>Neue können Sie dort nicht anlegen: Bitten Sie, wer den Server betreibt, um das Recht CREATE.</translation>
    </message>
    <message>
        <source>%1 is there already: open that, or choose another name or folder.</source>
        <translation>%1 gibt es schon: Öffnen Sie das, oder wählen Sie einen anderen Namen oder Ordner.</translation>
    </message>
    <message>
        <source>There is no project of this name, and you cannot make one.</source>
        <translation>Es gibt kein Projekt dieses Namens, und Sie können keines anlegen.</translation>
    </message>
    <message>
        <source>Joins the project “%1” and makes your folder %2.</source>
        <translation>Tritt dem Projekt „%1“ bei und legt Ihren Ordner %2 an.</translation>
    </message>
    <message>
        <source>Makes a new project on the server, and your folder %1.</source>
        <translation>Legt ein neues Projekt auf dem Server an und Ihren Ordner %1.</translation>
    </message>
    <message>
        <source>Try the connection first.</source>
        <translation>Prüfen Sie zuerst die Verbindung.</translation>
    </message>
    <message>
        <source>&amp;Make</source>
        <translation>&amp;Anlegen</translation>
    </message>
</context>
<context>
    <name>cloc::ui::SkippedModel</name>
    <message>
        <source>Left out of the figures</source>
        <translation>Nicht in den Kennzahlen</translation>
    </message>
</context>
<context>
    <name>cloc::ui::SplitDialog</name>
    <message>
        <source>Split the images</source>
        <translation>Bilder aufteilen</translation>
    </message>
    <message>
        <source>Parts and their shares of the images</source>
        <translation>Teile und ihre Anteile an den Bildern</translation>
    </message>
    <message>
        <source>Name of the part</source>
        <translation>Name des Teils</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>Share of %1</source>
        <translation>Anteil von %1</translation>
    </message>
    <message>
        <source>0 % leaves the part out</source>
        <translation>0 % lässt den Teil weg</translation>
    </message>
    <message>
        <source>The same share of every label in each part</source>
        <translation>Jedes Label mit gleichem Anteil in jedem Teil</translation>
    </message>
    <message>
        <source>Else the images are divided by chance alone</source>
        <translation>Sonst werden die Bilder allein nach dem Zufall verteilt</translation>
    </message>
    <message>
        <source>Nothing: each image for itself</source>
        <translation>Nichts: jedes Bild für sich</translation>
    </message>
    <message>
        <source>The images of a folder</source>
        <translation>Die Bilder eines Ordners</translation>
    </message>
    <message>
        <source>Images with the same value of</source>
        <translation>Bilder mit gleichem Wert von</translation>
    </message>
    <message>
        <source>Pictures of one video, place or patient in two parts would make a model look better than it is</source>
        <translation>Bilder eines Videos, Ortes oder Patienten in zwei Teilen ließen ein Modell besser aussehen, als es ist</translation>
    </message>
    <message>
        <source>Name of an attribute</source>
        <translation>Name eines Attributs</translation>
    </message>
    <message>
        <source>Attribute</source>
        <translation>Attribut</translation>
    </message>
    <message>
        <source>The same seed divides the same images in the same way; another one otherwise</source>
        <translation>Der gleiche Startwert teilt die gleichen Bilder gleich auf, ein anderer anders</translation>
    </message>
    <message>
        <source>Together</source>
        <translation>Zusammen</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>Only images that have no split yet</source>
        <translation>Nur Bilder, die noch in keinem Teil sind</translation>
    </message>
    <message>
        <source>How the labels would be spread</source>
        <translation>Wie die Labels verteilt wären</translation>
    </message>
    <message>
        <source>Each part needs a name.</source>
        <translation>Jeder Teil braucht einen Namen.</translation>
    </message>
    <message>
        <source>Two parts have the name %1.</source>
        <translation>Zwei Teile heißen %1.</translation>
    </message>
    <message>
        <source>Give at least two parts a share above 0 %.</source>
        <translation>Mindestens zwei Teilen einen Anteil über 0 % geben.</translation>
    </message>
    <message>
        <source>The shares sum up to %1 %, not to 100 %.</source>
        <translation>Die Anteile ergeben %1 %, nicht 100 %.</translation>
    </message>
    <message>
        <source>Name the attribute whose values are to stay together.</source>
        <translation>Das Attribut nennen, dessen Werte zusammenbleiben sollen.</translation>
    </message>
    <message>
        <source>Reading the labels…</source>
        <translation>Labels werden gelesen …</translation>
    </message>
    <message>
        <source>All images have a split already.</source>
        <translation>Alle Bilder sind schon in einem Teil.</translation>
    </message>
    <message>
        <source>The project has no images yet.</source>
        <translation>Das Projekt hat noch keine Bilder.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln image(s): %1.</source>
        <translation>
            <numerusform>%Ln Bild: %1.</numerusform>
            <numerusform>%Ln Bilder: %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln group(s).</source>
        <translation>
            <numerusform>%Ln Gruppe.</numerusform>
            <numerusform>%Ln Gruppen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Labels deviate by %1 points on average.</source>
        <translation>Labels weichen im Mittel um %1 Punkte ab.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln label(s) would be missing in a part.</source>
        <translation>
            <numerusform>%Ln Label würde in einem Teil fehlen.</numerusform>
            <numerusform>%Ln Labels würden in einem Teil fehlen.</numerusform>
        </translation>
    </message>
    <message>
        <source>All images are divided so already.</source>
        <translation>Alle Bilder sind schon so aufgeteilt.</translation>
    </message>
    <message>
        <source>split the images</source>
        <translation>Bilder aufteilen</translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) divided. Ctrl+Z takes it back.</source>
        <translation>
            <numerusform>%n Bild aufgeteilt. Strg+Z nimmt es zurück.</numerusform>
            <numerusform>%n Bilder aufgeteilt. Strg+Z nimmt es zurück.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cloc::ui::StartPage</name>
    <message>
        <source>Look into images by region</source>
        <translation>Bilder Region für Region erkunden</translation>
    </message>
    <message>
        <source>Draw a box to see what is like it, type words to see where they are.</source>
        <translation>Box zeichnen und sehen, was ihr ähnelt; Wörter eingeben und sehen, wo sie sind.</translation>
    </message>
    <message>
        <source>Open a folder of images</source>
        <translation>Bilderordner öffnen</translation>
    </message>
    <message>
        <source>Makes a project beside it; the images stay where they are</source>
        <translation>Legt daneben ein Projekt an; die Bilder bleiben, wo sie sind</translation>
    </message>
    <message>
        <source>Open a data set</source>
        <translation>Datensatz öffnen</translation>
    </message>
    <message>
        <source>A COCO file with boxes and captions</source>
        <translation>Eine COCO-Datei mit Boxen und Bildtexten</translation>
    </message>
    <message>
        <source>Open a project</source>
        <translation>Projekt öffnen</translation>
    </message>
    <message>
        <source>A folder NAME.clocproj</source>
        <translation>Ein Ordner NAME.clocproj</translation>
    </message>
    <message>
        <source>Try the demo</source>
        <translation>Demo ausprobieren</translation>
    </message>
    <message>
        <source>400 scenes made on this machine, with a small model: ready in a minute</source>
        <translation>400 auf diesem Rechner erzeugte Szenen mit kleinem Modell: in einer Minute bereit</translation>
    </message>
    <message>
        <source>Used last</source>
        <translation>Zuletzt benutzt</translation>
    </message>
    <message>
        <source>Projects used last</source>
        <translation>Zuletzt benutzte Projekte</translation>
    </message>
    <message>
        <source>Or drop a folder, a data set or a project here.</source>
        <translation>Oder Ordner, Datensatz oder Projekt hier ablegen.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>%1: %2 of %3</source>
        <translation>%1: %2 von %3</translation>
    </message>
    <message>
        <source>Shared project</source>
        <translation>Gemeinsames Projekt</translation>
    </message>
    <message>
        <source>Several people work on it: on a PostgreSQL database</source>
        <translation>Mehrere arbeiten daran: auf einer PostgreSQL-Datenbank</translation>
    </message>
</context>
<context>
    <name>cloc::ui::StatisticsView</name>
    <message>
        <source>Charts</source>
        <translation>Diagramme</translation>
    </message>
    <message>
        <source>Balance over the splits</source>
        <translation>Verteilung auf die Teile</translation>
    </message>
    <message>
        <source>Stop counting</source>
        <translation>Zählen abbrechen</translation>
    </message>
    <message>
        <source>Count again</source>
        <translation>Neu zählen</translation>
    </message>
    <message>
        <source>Export all figures as CSV…</source>
        <translation>Alle Zahlen als CSV exportieren …</translation>
    </message>
    <message>
        <source>Export the charts as a picture…</source>
        <translation>Diagramme als Bild exportieren …</translation>
    </message>
    <message>
        <source>Labels shown</source>
        <translation>Gezeigte Labels</translation>
    </message>
    <message>
        <source>A click on a bar shows its images.</source>
        <translation>Ein Klick auf einen Balken zeigt seine Bilder.</translation>
    </message>
    <message>
        <source>Regions of each label</source>
        <translation>Regionen je Label</translation>
    </message>
    <message>
        <source>Size of boxes (side, % of the image)</source>
        <translation>Größe der Boxen (Seite, % des Bildes)</translation>
    </message>
    <message>
        <source>Width by height of boxes</source>
        <translation>Breite zu Höhe der Boxen</translation>
    </message>
    <message>
        <source>Regions per image</source>
        <translation>Regionen je Bild</translation>
    </message>
    <message>
        <source>Words of region captions</source>
        <translation>Wörter der Texte zu Regionen</translation>
    </message>
    <message>
        <source>Words of image captions</source>
        <translation>Wörter der Texte zu Bildern</translation>
    </message>
    <message>
        <source>Filter labels</source>
        <translation>Labels filtern</translation>
    </message>
    <message numerus="yes">
        <source>%Ln other(s): %1</source>
        <translation>
            <numerusform>%Ln weiteres: %1</numerusform>
            <numerusform>%Ln weitere: %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Without label: %1</source>
        <translation>Ohne Label: %1</translation>
    </message>
    <message>
        <source>Mean deviation %1 points</source>
        <translation>Mittlere Abweichung %1 Punkte</translation>
    </message>
    <message>
        <source>The images are not divided: Labels &gt; Split the images does it.</source>
        <translation>Die Bilder sind nicht aufgeteilt: Labels &gt; Bilder aufteilen tut es.</translation>
    </message>
    <message numerus="yes">
        <source>%n label(s) missing in a part</source>
        <translation>
            <numerusform>%n Label fehlt in einem Teil</numerusform>
            <numerusform>%n Labels fehlen in einem Teil</numerusform>
        </translation>
    </message>
    <message>
        <source>No project is open</source>
        <translation>Kein Projekt ist offen</translation>
    </message>
    <message>
        <source>The project could not be counted</source>
        <translation>Das Projekt konnte nicht gezählt werden</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>Zählt …</translation>
    </message>
    <message>
        <source>Nothing was counted</source>
        <translation>Nichts wurde gezählt</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>Zählen</translation>
    </message>
    <message>
        <source>The project has no images yet</source>
        <translation>Das Projekt hat noch keine Bilder</translation>
    </message>
    <message>
        <source>%1 images (%2 without regions) · %3 regions (%4 without label) · %5 labels · boxes: %6 small, %7 medium, %8 large</source>
        <translation>%1 Bilder (%2 ohne Regionen) · %3 Regionen (%4 ohne Label) · %5 Labels · Boxen: %6 klein, %7 mittel, %8 groß</translation>
    </message>
    <message>
        <source>The project has changed since it was counted.</source>
        <translation>Das Projekt hat sich seit dem Zählen geändert.</translation>
    </message>
    <message>
        <source>Small: below 32 × 32 pixels; large: 96 × 96 and more (COCO)</source>
        <translation>Klein: unter 32 × 32 Pixel; groß: ab 96 × 96 (COCO)</translation>
    </message>
    <message>
        <source>Export the charts</source>
        <translation>Diagramme exportieren</translation>
    </message>
    <message>
        <source>Export the figures</source>
        <translation>Zahlen exportieren</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>PNG-Bild (*.png)</translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation>Kommagetrennte Werte (*.csv)</translation>
    </message>
    <message>
        <source>Written: %1</source>
        <translation>Geschrieben: %1</translation>
    </message>
</context>
<context>
    <name>cloc::ui::StatusLine</name>
    <message>
        <source>Jobs</source>
        <translation>Aufträge</translation>
    </message>
    <message>
        <source>Index</source>
        <translation>Index</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Read only</source>
        <translation>Nur lesbar</translation>
    </message>
    <message>
        <source>The project&apos;s folder cannot be written: changes are not kept</source>
        <translation>Der Projektordner ist nicht beschreibbar: Änderungen bleiben nicht erhalten</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Speichert…</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Gespeichert</translation>
    </message>
    <message>
        <source>Every change is written as it is made</source>
        <translation>Jede Änderung wird sofort geschrieben</translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation>Nicht gespeichert</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>%1 of %2 images (%3 %)</source>
        <translation>%1 von %2 Bildern (%3 %)</translation>
    </message>
    <message>
        <source>%1 of %2 verified</source>
        <translation>%1 von %2 geprüft</translation>
    </message>
    <message>
        <source>Verified: %1
With regions: %2
Click to see those that are not verified</source>
        <translation>Geprüft: %1
Mit Regionen: %2
Ein Klick zeigt die nicht geprüften</translation>
    </message>
</context>
<context>
    <name>cloc::ui::StepText</name>
    <message numerus="yes">
        <source>machine labels of %Ln image(s)</source>
        <translation>
            <numerusform>Maschinenlabels von %Ln Bild</numerusform>
            <numerusform>Maschinenlabels von %Ln Bildern</numerusform>
        </translation>
    </message>
    <message>
        <source>accept machine labels</source>
        <translation>Maschinenlabels annehmen</translation>
    </message>
    <message>
        <source>remove machine labels</source>
        <translation>Maschinenlabels entfernen</translation>
    </message>
    <message>
        <source>import %1</source>
        <translation>%1 importieren</translation>
    </message>
    <message>
        <source>split the images</source>
        <translation>Bilder aufteilen</translation>
    </message>
    <message>
        <source>revert</source>
        <translation>Zurücksetzen</translation>
    </message>
</context>
<context>
    <name>cloc::ui::SuggestionController</name>
    <message>
        <source>Label: %1</source>
        <translation>Label: %1</translation>
    </message>
</context>
<context>
    <name>cloc::ui::SuggestionList</name>
    <message>
        <source>Suggested labels</source>
        <translation>Vorgeschlagene Labels</translation>
    </message>
    <message>
        <source>Suggested: %1</source>
        <translation>Vorgeschlagen: %1</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Enter or Tab: first · Esc: none</source>
        <translation>Enter/Tab: erstes · Esc: keins</translation>
    </message>
</context>
<context>
    <name>cloc::ui::TermRow</name>
    <message>
        <source>Drawn box · %1</source>
        <translation>Gezeichnete Box · %1</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Gewicht</translation>
    </message>
    <message>
        <source>How much this box counts</source>
        <translation>Wie stark diese Box zählt</translation>
    </message>
    <message>
        <source>Keep this box when the next one is drawn</source>
        <translation>Diese Box anheften, die nächste kommt dazu</translation>
    </message>
    <message>
        <source>Remove from the search</source>
        <translation>Aus der Suche entfernen</translation>
    </message>
    <message>
        <source>Like this box. Click for: unlike it</source>
        <translation>Ähnlich dieser Box. Klick: unähnlich</translation>
    </message>
    <message>
        <source>Unlike this box. Click for: like it</source>
        <translation>Unähnlich dieser Box. Klick: ähnlich</translation>
    </message>
</context>
<context>
    <name>cloc::ui::ThumbnailCache</name>
    <message>
        <source>%1 is not there. It may have been moved or deleted: put it back, or remove the image from the project.</source>
        <translation>%1 fehlt, vielleicht verschoben oder gelöscht: Datei zurücklegen oder das Bild aus dem Projekt entfernen.</translation>
    </message>
</context>
<context>
    <name>cloc::ui::ThumbnailFolder</name>
    <message>
        <source>Thumbnails cannot be kept in %1 (%2). They are made anew each time the project is opened; check the permissions of that folder and the room on its disk.</source>
        <translation>Vorschaubilder lassen sich nicht in %1 aufbewahren (%2). Sie werden bei jedem Öffnen des Projekts neu erzeugt; die Rechte des Ordners und den freien Platz prüfen.</translation>
    </message>
</context>
<context>
    <name>cloc::ui::TileLoader</name>
    <message>
        <source>There is not enough memory for this image. Close other programs and try again.</source>
        <translation>Zu wenig Speicher für dieses Bild. Andere Programme schließen und erneut versuchen.</translation>
    </message>
</context>
<context>
    <name>cloc::ui::TrainingPage</name>
    <message>
        <source>Written: %1</source>
        <translation>Geschrieben: %1</translation>
    </message>
</context>
<context>
    <name>cloc::ui::WordList</name>
    <message>
        <source>Words that fit the box</source>
        <translation>Wörter, die zur Box passen</translation>
    </message>
</context>
</TS>
